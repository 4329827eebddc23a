using NewsApi.Following;

namespace NewsApi.Search;

/// <summary>What an answer to a search hangs on: it stays as it is until a story changes that has one of its words, or
/// the archive as a whole.</summary>
/// <param name="Terms">Of the words, in every language; a <see cref="NewTerm"/> for each that no story ever had.</param>
/// <param name="Archive">As a whole.</param>
internal sealed record SearchedTerms(IReadOnlyList<int> Terms, Archive Archive)
{
    /// <summary>Whether the answer may differ after this change.</summary>
    public bool IsTouchedBy(LoggedChange change)
    {
        for (var i = 0; i < Terms.Count; i++)
        {
            if (IsAmong(Terms[i], change))
                return true;
        }
        return false;
    }

    /// <summary>Whether the story has the term after the change or had it before; where that is not known any more, it may.</summary>
    public static bool IsAmong(int term, LoggedChange change) =>
        change.Terms is not { } changed || Array.BinarySearch(changed, term) >= 0;
}

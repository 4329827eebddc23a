using NewsApi.Following;
using NewsApi.Storage;

namespace NewsApi.Selection;

/// <summary>What the sender of a request may read of what is public. Whatever is read for readers is read for one of these, and
/// those who may read the same share what is kept of it.</summary>
/// <param name="Filter">The stories that there are for them; others are as if they were not public.</param>
/// <param name="Names">What the filter's names stand for.</param>
public sealed record Readership(ArticleFilter Filter, ResolvedNames Names)
{
    /// <summary>Of everyone without a key, and of keys that leave nothing out.</summary>
    public static readonly Readership Everyone = new(new(), ResolvedNames.None);

    /// <summary>Who may read nothing.</summary>
    public static readonly Readership Nobody = new(new() { Ids = [] }, ResolvedNames.None);

    private readonly StoryFilter _stories = Filter.InMemory(Names);

    /// <summary>The same for all who may read the same.</summary>
    public string Name { get; } = Filter.IsOpen ? "public" : Filter.NormalForm(Names);

    /// <summary>When they ask: with a delay, what they may read hangs on it.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Whether all that is public is there for them.</summary>
    public bool IsEveryone => Filter.IsOpen;

    /// <summary>Of the sender of a request.</summary>
    public static Readership Of(HttpContext http) => http.Features.Get<Readership>() ?? Everyone;

    /// <summary>Whether a story in this state was there for them at that moment; one that is not public (null) never is.</summary>
    internal bool MayRead(Guid id, StoryState? state, DateTimeOffset at) => _stories.Matches(id, state, at);

    /// <summary>What a row <c>i</c> of <c>delivery.article_index</c> must fulfil to be there for them; for a statement that brings
    /// the rows in its own way.</summary>
    internal IEnumerable<string> Conditions(StatementValues values) => All(values).OnRows;

    /// <summary>A statement for the rows <c>i</c> of <c>delivery.article_index</c> that are there for them, all of them.</summary>
    internal string Stories(string columns, StatementValues values)
    {
        var conditions = All(values);
        string[] all = [.. conditions.Keys, .. conditions.BesideKeys];
        return $"select {columns} from delivery.article_index i {(all.Length > 0 ? "where " + string.Join(" and ", all) : "")}";
    }

    private ArticleConditions All(StatementValues values) => new(new(), ResolvedNames.None, this, null, At, values);
}

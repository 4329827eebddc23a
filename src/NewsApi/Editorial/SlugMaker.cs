using AnyAscii;

namespace NewsApi.Editorial;

/// <summary>Makes slugs from headlines.</summary>
internal static class SlugMaker
{
    /// <summary>What one can still read in an address bar.</summary>
    private const int Length = 80;

    /// <summary>Slugs for a story, the best first: from the headline, then with a number, and at last with a part of the story's
    /// id, which nobody else has.</summary>
    /// <param name="headline">In any script; empty for a story that has none yet.</param>
    /// <param name="id">Of the story.</param>
    public static IEnumerable<string> Candidates(string headline, Guid id)
    {
        var unique = id.ToString("N")[^12..];
        var slug = From(headline);
        return slug.Length == 0
            ? [$"story-{unique}"]
            : Enumerable.Range(2, 8).Select(number => $"{slug}-{number}").Prepend(slug).Append($"{slug}-{unique}");
    }

    /// <summary>The words of a text in any script; empty where it has none.</summary>
    public static string From(string headline)
    {
        // An apostrophe stands within a word, anything else that is no letter or digit between two.
        var plain = headline.Transliterate().ToLowerInvariant().Replace("'", "", StringComparison.Ordinal);
        var words = string.Concat(plain.Select(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) ? c : ' '))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var slug = "";
        foreach (var word in words)
        {
            if (slug.Length + word.Length >= Length)
                return slug.Length > 0 ? slug : word[..Length];
            slug = slug.Length == 0 ? word : $"{slug}-{word}";
        }
        return slug;
    }
}

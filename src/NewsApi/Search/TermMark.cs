namespace NewsApi.Search;

/// <summary>Terms that are not words: by them the inverted index finds the stories of a language or a type. No word can be
/// taken for one, since words have letters and digits alone.</summary>
public static class TermMark
{
    public static string OfType(string type) => "=type/" + type;

    public static string OfLanguage(string language) => "=language/" + language;

    /// <summary>A language and everything it is a form of: <c>en</c> finds <c>en-GB</c> too (RFC 4647, basic filtering).
    /// </summary>
    public static IEnumerable<string> OfLanguageAndAbove(string language)
    {
        for (var end = language.Length; end > 0; end = language.LastIndexOf('-', end - 1))
            yield return OfLanguage(language[..end]);
    }
}

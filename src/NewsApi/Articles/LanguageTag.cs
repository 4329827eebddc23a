using System.Text.RegularExpressions;

namespace NewsApi.Articles;

/// <summary>The languages that stories may have.</summary>
internal static partial class LanguageTag
{
    /// <summary>Whether a text has <see cref="Article.LanguageForm"/> and nothing after it: in .NET a line break may follow what
    /// <c>$</c> ends, in the ECMAScript of the OpenAPI document it may not.</summary>
    public static bool IsWellFormed(string text) => Pattern().IsMatch(text) && !text.EndsWith('\n');

    [GeneratedRegex(Article.LanguageForm, RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Pattern();
}

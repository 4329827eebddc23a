using System.Globalization;
using NewsApi.Articles;
using NewsApi.Http;

namespace NewsApi.Editorial;

/// <summary>The addresses that stories may have in them. They are put into HTML, Markdown and XML by whoever shows a story, so
/// nothing may be in them that could end them there.</summary>
internal static class WebAddress
{
    public const string Wanted =
        "Must be an absolute http or https address, without a password, spaces, quotation marks or the like.";

    /// <summary>Whether it is an absolute address of the web that gives nobody's name or password away.</summary>
    public static bool Is(string url) =>
        IsPlain(url)
        && (StartsWith(url, "http://") || StartsWith(url, "https://"))
        && Uri.TryCreate(url, UriKind.Absolute, out var uri)
        && uri.UserInfo.Length == 0
        && !Authority(url).Contains('@', StringComparison.Ordinal);

    /// <summary>Whether it is a path of this service, not of another host.</summary>
    public static bool IsLocalPath(string url) =>
        IsPlain(url) && url.StartsWith('/') && !url.StartsWith("//", StringComparison.Ordinal);

    /// <summary>Whether a link in a text may lead there: to the web, or to someone's mail.</summary>
    public static bool IsLinkTarget(string url) => Is(url) || (IsPlain(url) && StartsWith(url, "mailto:"));

    private static bool IsPlain(string url) => url.Characters() <= Block.MaxUrl && !url.Any(IsOdd);

    private static bool IsOdd(char c) =>
        c is '\\' or '"' or '<' or '>' or '^' or '`'
        || char.IsWhiteSpace(c)
        || char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format;

    private static bool StartsWith(string url, string scheme) =>
        url.StartsWith(scheme, StringComparison.OrdinalIgnoreCase);

    /// <summary>What stands between the two slashes and the path: user, host and port.</summary>
    private static string Authority(string url) =>
        url[(url.IndexOf("//", StringComparison.Ordinal) + 2)..].Split('/', '?', '#')[0];
}

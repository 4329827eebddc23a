using System.Text.RegularExpressions;

namespace NewsApi.Http;

/// <summary>The readable names in addresses: lower-case kebab, up to 120 characters. The database holds them to the same form.</summary>
internal static partial class Slugs
{
    public const int MaxLength = 120;
    public const string Form = "^[a-z0-9]+(-[a-z0-9]+)*$";

    /// <summary>Whether anything could have this slug. What could not is not asked of the database.</summary>
    public static bool IsWellFormed(string? slug) =>
        slug is { Length: > 0 and <= MaxLength } && Pattern().IsMatch(slug);

    /// <summary>The same for what may stand where an address takes an article: its id or its slug.</summary>
    public static bool IsIdOrSlug(string? name) => IsWellFormed(name) || Guid.TryParseExact(name, "D", out _);

    [GeneratedRegex(@"\A[a-z0-9]+(-[a-z0-9]+)*\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Pattern();
}

using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;
using NewsApi.Http;

namespace NewsApi.Sitemaps;

/// <summary>Name of a part of the sitemap: its month, and from the second part of a month on its number.</summary>
public sealed partial record SitemapPartName(DateOnly Month, int Part) : IParameterValue<SitemapPartName>
{
    public static ParameterForm Form { get; } =
        new() { Pattern = @"^[1-9][0-9]{3}-(0[1-9]|1[0-2])(-[1-9][0-9]{0,2})?\.xml$", MaxLength = 15 };

    private const string Shape = @"(?<month>[1-9][0-9]{3}-(0[1-9]|1[0-2]))(-(?<part>[2-9]|[1-9][0-9]{1,2}))?\.xml";

    public static bool TryRead(
        string text,
        [NotNullWhen(true)] out SitemapPartName? value,
        [NotNullWhen(false)] out string? fault
    )
    {
        var match = Name().Match(text);
        var part = match.Groups["part"] is { Success: true } number
            ? int.Parse(number.Value, CultureInfo.InvariantCulture)
            : 1;
        value = match.Success
            ? new(DateOnly.ParseExact(match.Groups["month"].Value, "yyyy-MM", CultureInfo.InvariantCulture), part)
            : null;
        fault = match.Success ? null : "Must be a month such as 2026-11.xml.";
        return match.Success;
    }

    /// <param name="month">As in <c>2026-11</c>.</param>
    /// <param name="part">From 1.</param>
    public static string Of(string month, int part) => part == 1 ? $"{month}.xml" : $"{month}-{part}.xml";

    [GeneratedRegex($@"\A{Shape}\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Name();
}

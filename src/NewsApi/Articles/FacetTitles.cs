using System.Globalization;

namespace NewsApi.Articles;

/// <summary>One value of a facet, as it was counted.</summary>
internal sealed record FacetRow
{
    public required FacetName Facet { get; init; }
    public required string Value { get; init; }

    /// <summary>Of a section or tag; the titles of the others are made here.</summary>
    public string? Title { get; init; }
    public required int Count { get; init; }
}

/// <summary>Makes of counted values what clients see.</summary>
internal static class FacetTitles
{
    public static Facets Present(IReadOnlyList<FacetName> asked, IEnumerable<FacetRow> rows)
    {
        var values = rows.ToLookup(
            row => row.Facet,
            row => new FacetValue(row.Value, row.Title ?? Title(row.Facet, row.Value), row.Count)
        );

        IReadOnlyList<FacetValue>? Of(FacetName name) => asked.Contains(name) ? [.. values[name]] : null;

        return new()
        {
            Section = Of(FacetName.Section),
            Tag = Of(FacetName.Tag),
            Type = Of(FacetName.Type),
            Language = Of(FacetName.Language),
            Year = Of(FacetName.Year),
            Month = Of(FacetName.Month),
            Day = Of(FacetName.Day),
        };
    }

    private static string Title(FacetName facet, string value) =>
        facet switch
        {
            FacetName.Type => char.ToUpperInvariant(value[0]) + value[1..],
            FacetName.Language => LanguageTitle(value),
            FacetName.Month => Date(value, "yyyy-MM", "MMMM yyyy"),
            FacetName.Day => Date(value, "yyyy-MM-dd", "d MMMM yyyy"),
            _ => value,
        };

    private static string Date(string value, string read, string shown) =>
        DateOnly.ParseExact(value, read, CultureInfo.InvariantCulture).ToString(shown, CultureInfo.InvariantCulture);

    // A machine without the International Components for Unicode knows no names of languages.
    private static string LanguageTitle(string value)
    {
        try
        {
            return CultureInfo.GetCultureInfo(value).EnglishName;
        }
        catch (CultureNotFoundException)
        {
            return value;
        }
    }
}

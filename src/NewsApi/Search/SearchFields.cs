using System.Diagnostics.CodeAnalysis;
using NewsApi.Http;

namespace NewsApi.Search;

/// <summary>Where a query looks: names of fields, divided by commas.</summary>
public sealed record SearchFields(SearchField Fields) : IParameterValue<SearchFields>
{
    private static readonly Dictionary<string, SearchField> ByName = new(StringComparer.Ordinal)
    {
        ["headline"] = SearchField.Headline,
        ["standfirst"] = SearchField.Standfirst,
        ["body"] = SearchField.Body,
    };

    public static ParameterForm Form
    {
        get
        {
            var name = $"({string.Join('|', ByName.Keys)})";
            return new() { Pattern = $"^{name}(,{name})*$", MaxLength = 100 };
        }
    }

    public static bool TryRead(
        string text,
        [NotNullWhen(true)] out SearchFields? value,
        [NotNullWhen(false)] out string? fault
    )
    {
        var names = text.Split(',');
        var faults = names
            .Where(name => !ByName.ContainsKey(name))
            .Select(name => $"There is no field '{name}'.{NearestName.Suggestion(name, ByName.Keys)}")
            .ToList();
        if (faults.Count > 0)
            faults.Add($"Fields are {string.Join(", ", ByName.Keys)}.");
        fault = faults.Count > 0 ? string.Join(' ', faults) : null;
        value = fault is null ? new(names.Aggregate(SearchField.None, (all, name) => all | ByName[name])) : null;
        return value is not null;
    }

    public static string Write(SearchFields value, string text) =>
        string.Join(',', ByName.Where(field => value.Fields.HasFlag(field.Value)).Select(field => field.Key));

    /// <summary>What clients call these fields; <c>names</c> are byline, tags and contributors.</summary>
    public static IReadOnlyList<string> NamesOf(SearchField fields) =>
        [
            .. ByName.Where(field => fields.HasFlag(field.Value)).Select(field => field.Key),
            .. fields.HasFlag(SearchField.Names) ? ["names"] : Array.Empty<string>(),
        ];

    /// <summary>Numbers, from 1, of the fields' lines in <see cref="StoryWords.Lines"/>.</summary>
    public static IEnumerable<int> LinesOf(SearchField fields) =>
        Enumerable.Range(0, 4).Where(bit => fields.HasFlag((SearchField)(1 << bit))).Select(bit => bit + 1);
}

using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using NewsApi.Filtering;
using NewsApi.Following;
using NewsApi.Http;

namespace NewsApi.Articles;

/// <summary>Which articles a list holds. The same type serves every place where articles are chosen.</summary>
public sealed record ArticleFilter
{
    public FilterExpression? Section { get; init; }
    public FilterExpression? Tag { get; init; }
    public FilterExpression? Type { get; init; }
    public FilterExpression? Language { get; init; }
    public IReadOnlyList<Guid>? Ids { get; init; }
    public Moment? From { get; init; }
    public Moment? To { get; init; }
    public DateField DateField { get; init; }

    /// <summary>One text for filters that are written differently and mean the same (see <see cref="FilterNormalForm"/>):
    /// cursors and cache entries are bound to it.</summary>
    public string NormalForm(ResolvedNames names) =>
        $"section={Section?.Normalise(names.LastingName)}&tag={Tag?.Normalise(names.LastingName)}&type={Type?.Normalise()}"
        + $"&language={Language?.Normalise()}&ids={string.Join(',', (Ids ?? []).Order())}"
        + $"&from={From}&to={To}&dateField={DateField}";

    /// <summary>The same but for its dates, which the change log does not tell, as it is decided in memory.</summary>
    internal StoryFilter InMemory(ResolvedNames names) =>
        new()
        {
            Section = Section,
            Tag = Tag,
            Type = Type,
            Language = Language,
            Ids = Ids,
            NamedIds = names.ByName.ToDictionary(name => name.Key, name => name.Value.Id, StringComparer.Ordinal),
        };
}

/// <summary>Which of an article's instants is meant.</summary>
[JsonConverter(typeof(WordConverter<DateField>))]
public enum DateField
{
    /// <summary>Publication of the latest major version.</summary>
    Published,

    /// <summary>First publication.</summary>
    FirstPublished,

    /// <summary>Latest change of any kind.</summary>
    Updated,
}

/// <summary>Order of a list of articles.</summary>
[JsonConverter(typeof(WordConverter<ArticleSort>))]
public enum ArticleSort
{
    /// <summary>By <c>publishedAt</c>, latest first.</summary>
    Newest,

    /// <summary>By <c>publishedAt</c>, earliest first.</summary>
    Oldest,

    /// <summary>By <c>updatedAt</c>, latest first.</summary>
    Updated,

    /// <summary>What fits <c>q</c> best first; of equals the latest by <c>publishedAt</c>. Age does not count otherwise.</summary>
    Relevance,
}

/// <summary>Ids of articles, divided by commas.</summary>
public sealed record ArticleIds(IReadOnlyList<Guid> Values) : IParameterValue<ArticleIds>
{
    public const int Most = 100;

    private const string Id = "[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}";
    private const int IdLength = 36;

    public static ParameterForm Form { get; } =
        new() { Pattern = $"^{Id}(,{Id}){{0,{Most - 1}}}$", MaxLength = Most * (IdLength + 1) - 1 };

    public static bool TryRead(
        string text,
        [NotNullWhen(true)] out ArticleIds? value,
        [NotNullWhen(false)] out string? fault
    )
    {
        var parts = text.Split(',');
        var ids = new List<Guid>(parts.Length);
        var faults = new List<string>();
        foreach (var part in parts)
        {
            if (Guid.TryParseExact(part, "D", out var id))
                ids.Add(id);
            else
                faults.Add($"'{part}' is not an id such as 01936a5e-8f00-7c3e-9d2b-5a1f0c6e7b42.");
        }
        if (parts.Length > Most)
            faults.Add($"Give up to {Most} ids, not {parts.Length}; POST /v1/articles/batch takes 200.");
        fault = faults.Count > 0 ? string.Join(' ', faults) : null;
        value = fault is null ? new([.. ids.Distinct()]) : null;
        return value is not null;
    }

    public static string Write(ArticleIds value, string text) => string.Join(',', value.Values.Order());
}

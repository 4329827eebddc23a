using System.Diagnostics.CodeAnalysis;
using NewsApi.Http;

namespace NewsApi.Articles;

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

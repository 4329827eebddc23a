using System.Text.Json.Serialization;
using NewsApi.Filtering;
using NewsApi.OpenApi;

namespace NewsApi.Selection;

/// <summary>Filters in the grammar of lists, as they are written in JSON and kept; all of them must match.</summary>
public abstract record FilterTexts
{
    /// <summary>Over section slugs; subsections are included.</summary>
    /// <example>science</example>
    [WrittenAs<FilterExpression>]
    public string? Section { get; init; }

    /// <summary>Over tag ids. <c>place/europe~</c> includes the tags below it.</summary>
    /// <example>-tone/opinion</example>
    [WrittenAs<FilterExpression>]
    public string? Tag { get; init; }

    /// <summary>Over types.</summary>
    /// <example>article|analysis</example>
    [WrittenAs<FilterExpression>]
    public string? Type { get; init; }

    /// <summary>Over languages (BCP 47); <c>en</c> includes <c>en-GB</c>.</summary>
    /// <example>en</example>
    [WrittenAs<FilterExpression>]
    public string? Language { get; init; }

    [JsonIgnore]
    internal IEnumerable<(string Name, string? Text)> Parts =>
        [("section", Section), ("tag", Tag), ("type", Type), ("language", Language)];

    /// <summary>Of parts that can be read; a part that can't is missing.</summary>
    internal ArticleFilter ToArticleFilter() =>
        new()
        {
            Section = Read(Section),
            Tag = Read(Tag),
            Type = Read(Type),
            Language = Read(Language),
        };

    private static FilterExpression? Read(string? text) =>
        text is not null && FilterExpression.TryRead(text, out var filter, out _) ? filter : null;
}

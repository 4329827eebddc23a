using System.Text.Json;
using System.Text.Json.Serialization;
using NewsApi.Articles;
using NewsApi.OpenApi;

namespace NewsApi.Changes;

/// <summary>One line of an export: an article, or, in the last line, its end.</summary>
[JsonConverter(typeof(ExportLineConverter))]
[JsonForms(typeof(Article), typeof(ExportEnd))]
public sealed record ExportLine
{
    private ExportLine(Article? article, ExportEnd? end) => (Article, End) = (article, end);

    public Article? Article { get; }

    public ExportEnd? End { get; }

    public static ExportLine Of(Article article) => new(article, null);

    public static ExportLine Of(ExportSummary end) => new(null, new(end));
}

/// <summary>The last line of an export. Where it is missing, the download was cut off.</summary>
/// <param name="End">What the export holds.</param>
public sealed record ExportEnd(ExportSummary End);

/// <summary>What an export holds.</summary>
/// <param name="Articles" example="70">How many articles.</param>
/// <param name="After" example="41">The place in the change log from which on <c>/v1/changes</c> carries on.</param>
public sealed record ExportSummary(long Articles, long After);

internal sealed class ExportLineConverter : JsonConverter<ExportLine>
{
    public override ExportLine Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("A line is only ever sent.");

    public override void Write(Utf8JsonWriter writer, ExportLine value, JsonSerializerOptions options)
    {
        if (value.Article is { } article)
            JsonSerializer.Serialize(writer, article, NewsJsonContext.Wire.Article);
        else
            JsonSerializer.Serialize(writer, value.End!, NewsJsonContext.Wire.ExportEnd);
    }
}

using System.Text.Json;
using System.Text.Json.Serialization;
using NewsApi.Http;
using NewsApi.OpenApi;

namespace NewsApi.Articles;

/// <summary>The text of a story in one of its forms: a list of blocks, or a string.</summary>
[JsonConverter(typeof(ArticleBodyConverter))]
[JsonForms(typeof(IReadOnlyList<Block>), typeof(string))]
public sealed record ArticleBody
{
    private ArticleBody(IReadOnlyList<Block>? blocks, string? text, ReadOnlyMemory<byte>? stored = null) =>
        (Blocks, Text, Stored) = (blocks, text, stored);

    public IReadOnlyList<Block>? Blocks { get; }

    public string? Text { get; }

    /// <summary>UTF-8 of the JSON of the blocks as it is stored, which is as it is sent.</summary>
    internal ReadOnlyMemory<byte>? Stored { get; }

    /// <summary>The blocks as they are stored, without a look at them.</summary>
    internal static ArticleBody OfStored(ReadOnlyMemory<byte> json) => new(null, null, json);

    public static ArticleBody Of(IReadOnlyList<Block> blocks, BodyFormat format) =>
        format switch
        {
            BodyFormat.Html => new(null, BodyHtml.Render(blocks)),
            BodyFormat.Markdown => new(null, BodyMarkdown.Render(blocks)),
            BodyFormat.Text => new(null, BodyText.Render(blocks)),
            _ => new(blocks, null),
        };
}

/// <summary>The form in which <c>body</c> comes.</summary>
[JsonConverter(typeof(WordConverter<BodyFormat>))]
public enum BodyFormat
{
    /// <summary>A list of typed blocks.</summary>
    Blocks,

    /// <summary>One string of semantic HTML.</summary>
    Html,

    /// <summary>One string of CommonMark, with tables as in GitHub Flavored Markdown.</summary>
    Markdown,

    /// <summary>One string of plain text, paragraphs divided by an empty line.</summary>
    Text,
}

internal sealed class ArticleBodyConverter : JsonConverter<ArticleBody>
{
    public override ArticleBody Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("A body is only ever sent.");

    public override void Write(Utf8JsonWriter writer, ArticleBody value, JsonSerializerOptions options)
    {
        if (value.Stored is { } stored)
            writer.WriteRawValue(stored.Span, skipInputValidation: true);
        else if (value.Text is { } text)
            writer.WriteStringValue(text);
        else
            JsonSerializer.Serialize(writer, value.Blocks!, NewsJsonContext.Wire.IReadOnlyListBlock);
    }
}

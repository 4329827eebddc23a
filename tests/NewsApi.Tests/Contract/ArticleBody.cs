using System.Text.Json;
using System.Text.Json.Serialization;

namespace NewsApi.Client;

/// <summary>What a C# client has to add by hand: C# has no type that is a list or a text, so the generator leaves this one
/// empty.</summary>
[JsonConverter(typeof(Converter))]
public partial class ArticleBody
{
    public IReadOnlyList<Block>? Blocks { get; private init; }

    public string? Text { get; private init; }

    private sealed class Converter : JsonConverter<ArticleBody>
    {
        public override ArticleBody Read(
            ref Utf8JsonReader reader,
            Type typeToConvert,
            JsonSerializerOptions options
        ) =>
            reader.TokenType == JsonTokenType.String
                ? new() { Text = reader.GetString() }
                : new() { Blocks = JsonSerializer.Deserialize<IReadOnlyList<Block>>(ref reader, options) };

        public override void Write(Utf8JsonWriter writer, ArticleBody value, JsonSerializerOptions options) =>
            throw new NotSupportedException("A body is only ever received.");
    }
}

/// <summary>Nor has it one that is one of several; what a block has besides its kind is in the additional properties.</summary>
public partial class Block
{
    [JsonPropertyName("type")]
    public string Type { get; set; } = "";
}

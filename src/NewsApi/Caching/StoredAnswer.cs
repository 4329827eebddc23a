using System.Text.Json;
using System.Text.Json.Serialization;
using NewsApi.Http;

namespace NewsApi.Caching;

/// <summary>A <see cref="CachedAnswer"/> as it is written down in the second level.</summary>
internal sealed record StoredAnswer
{
    public required Representation Representation { get; init; }
    public required Sources Sources { get; init; }
    public required long Seq { get; init; }
    public required DateTimeOffset At { get; init; }
    public required long Vocabulary { get; init; }

    /// <summary>Null for what is not worth writing down: refusals and redirections are soon forgotten.</summary>
    public static StoredAnswer? Of(CachedAnswer cached) =>
        cached.Answer is FinishedAnswer answer
            ? new()
            {
                Representation = answer.Representation,
                Sources = cached.Sources,
                Seq = cached.ReadAt.Seq,
                At = cached.ReadAt.At,
                Vocabulary = cached.Vocabulary,
            }
            : null;
}

/// <summary>Writes answers as <see cref="StoredAnswer"/>.</summary>
internal sealed class StoredAnswerConverter : JsonConverter<CachedAnswer>
{
    public override CachedAnswer? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonSerializer.Deserialize(ref reader, StoredAnswerContext.Default.StoredAnswer) is { } stored
            ? CachedAnswer.Stored(stored)
            : null;

    public override void Write(Utf8JsonWriter writer, CachedAnswer value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, StoredAnswer.Of(value)!, StoredAnswerContext.Default.StoredAnswer);
}

/// <summary>A filter is written in its own grammar.</summary>
internal sealed class FilterExpressionConverter : JsonConverter<Filtering.FilterExpression>
{
    public override Filtering.FilterExpression? Read(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    ) =>
        reader.GetString() is { } text
            ? Filtering.FilterExpression.TryRead(text, out var filter, out var fault)
                ? filter
                : throw new JsonException(fault)
            : null;

    public override void Write(
        Utf8JsonWriter writer,
        Filtering.FilterExpression value,
        JsonSerializerOptions options
    ) => writer.WriteStringValue(value.ToString());
}

[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(FilterExpressionConverter)]
)]
[JsonSerializable(typeof(StoredAnswer))]
internal sealed partial class StoredAnswerContext : JsonSerializerContext;

using System.Text.Json;
using System.Text.Json.Serialization;

namespace NewsApi.Http;

/// <summary>Writes an enumeration as its words in camelCase; numbers are refused.</summary>
internal sealed class WordConverter<TEnum>()
    : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where TEnum : struct, Enum;

/// <summary>Writes instants in UTC with a <c>Z</c> and as many decimals as they have (RFC 3339); reads any offset, and no more
/// decimals than the database keeps.</summary>
internal sealed class InstantConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var instant = reader.GetDateTimeOffset().ToUniversalTime();
        return instant.AddTicks(-(instant.Ticks % TimeSpan.TicksPerMicrosecond));
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        Span<char> text = stackalloc char[32];
        Instants.TryFormat(value, text, out var length);
        writer.WriteStringValue(text[..length]);
    }
}

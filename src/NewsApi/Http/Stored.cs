using System.Text.Json;
using System.Text.Json.Serialization;

namespace NewsApi.Http;

/// <summary>A value that is stored as the JSON it is sent as: it goes out without a look at it.</summary>
/// <param name="Json">As stored, in UTF-8.</param>
[JsonConverter(typeof(StoredConverterFactory))]
public sealed record Stored<T>(ReadOnlyMemory<byte> Json);

internal sealed class StoredConverterFactory : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(Stored<>);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)
            Activator.CreateInstance(typeof(Converter<>).MakeGenericType(typeToConvert.GetGenericArguments()))!;

    private sealed class Converter<T> : JsonConverter<Stored<T>>
    {
        public override Stored<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("What is stored is read from the database alone.");

        public override void Write(Utf8JsonWriter writer, Stored<T> value, JsonSerializerOptions options) =>
            writer.WriteRawValue(value.Json.Span, skipInputValidation: true);
    }
}

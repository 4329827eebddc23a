using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace NewsApi.Http;

/// <summary>Writes JSON whose form is another's standard, member by member; what has no value is left out.</summary>
internal static class JsonWriting
{
    private static readonly JsonWriterOptions Options = new()
    {
        // As in all JSON of this API: letters of every script stay as they are.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private static readonly JsonWriterOptions InPage = new()
    {
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        SkipValidation = true,
    };

    /// <summary>One object.</summary>
    public static ReadOnlyMemory<byte> Object(Action<Utf8JsonWriter> members) => Object(members, Options);

    /// <summary>The same to stand in a page: nothing in it can end a script element.</summary>
    public static ReadOnlyMemory<byte> ObjectInPage(Action<Utf8JsonWriter> members) => Object(members, InPage);

    private static ReadOnlyMemory<byte> Object(Action<Utf8JsonWriter> members, JsonWriterOptions options)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer, options))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }
        return buffer.WrittenMemory;
    }

    public static void Object(this Utf8JsonWriter json, string name, Action members)
    {
        json.WriteStartObject(name);
        members();
        json.WriteEndObject();
    }

    /// <summary>A list of objects; nothing where it would be empty.</summary>
    public static void Objects<T>(this Utf8JsonWriter json, string name, IEnumerable<T> entries, Action<T> members)
    {
        var isBegun = false;
        foreach (var entry in entries)
        {
            if (!isBegun)
                json.WriteStartArray(name);
            isBegun = true;
            json.WriteStartObject();
            members(entry);
            json.WriteEndObject();
        }
        if (isBegun)
            json.WriteEndArray();
    }

    /// <summary>A list of texts; nothing where it would be empty.</summary>
    public static void Texts(this Utf8JsonWriter json, string name, IReadOnlyCollection<string> texts)
    {
        if (texts.Count == 0)
            return;
        json.WriteStartArray(name);
        foreach (var text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }

    /// <summary>A text that is there and not empty.</summary>
    public static void Text(this Utf8JsonWriter json, string name, string? text)
    {
        if (!string.IsNullOrEmpty(text))
            json.WriteString(name, text);
    }

    /// <summary>An instant as everywhere in this API: in UTC, with a <c>Z</c>.</summary>
    public static void Instant(this Utf8JsonWriter json, string name, DateTimeOffset? instant)
    {
        if (instant is { } known)
            json.WriteString(name, Instants.ToText(known));
    }

    public static void Number(this Utf8JsonWriter json, string name, int? number)
    {
        if (number is { } known)
            json.WriteNumber(name, known);
    }
}

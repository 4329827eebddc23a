using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace NewsApi.Http;

/// <summary>A JSON text read as a type: the value, or everything that is wrong with the text.</summary>
/// <param name="Value">Null where there is a fault.</param>
/// <param name="Faults">Under JSON pointers.</param>
internal sealed record JsonReading<T>(T? Value, IReadOnlyList<(string Pointer, string Message)> Faults)
    where T : class
{
    private const int MaxDepth = 64;

    /// <param name="body">UTF-8.</param>
    /// <param name="passedOver">Members of the outermost object that are not looked at.</param>
    public static JsonReading<T> Of(ReadOnlyMemory<byte> body, IReadOnlySet<string>? passedOver = null)
    {
        var text = body.Span.StartsWith(Encoding.UTF8.Preamble) ? body[Encoding.UTF8.Preamble.Length..] : body;
        if (text.IsEmpty)
            return Faulty("The body is empty; send a JSON object.");
        if (!Utf8.IsValid(text.Span))
            return Faulty("The body is not valid UTF-8.");
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = MaxDepth });
            if (passedOver is null || document.RootElement.ValueKind != JsonValueKind.Object)
                return Of(document.RootElement);
            using var rest = Without(document.RootElement, passedOver);
            return Of(rest.RootElement);
        }
        catch (JsonException fault)
        {
            return Faulty(
                $"Not valid JSON (of up to {MaxDepth} levels) at line {fault.LineNumber + 1}, byte {fault.BytePositionInLine}."
            );
        }
    }

    public static JsonReading<T> Of(JsonElement element)
    {
        var type = NewsJsonContext.Wire.GetTypeInfo(typeof(T))!;
        var faults = JsonFaults.Of(element, type);
        return new(faults.Count == 0 ? (T?)element.Deserialize(type) : null, faults);
    }

    private static JsonDocument Without(JsonElement element, IReadOnlySet<string> passedOver)
    {
        // As they came: a name twice, or text that is none, is for whoever looks for faults, and a writer would not write it.
        var rest = element.EnumerateObject().Where(member => !IsAmong(member, passedOver));
        return JsonDocument.Parse(
            $"{{{string.Join(',', rest.Select(member => member.ToString()))}}}",
            new JsonDocumentOptions { MaxDepth = MaxDepth }
        );
    }

    private static bool IsAmong(JsonProperty member, IReadOnlySet<string> names) =>
        JsonTexts.NameOf(member) is { } name && names.Contains(name);

    private static JsonReading<T> Faulty(string message) => new(null, [("", message)]);
}

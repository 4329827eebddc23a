using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace NewsApi.Http;

/// <summary>Holds a JSON value against the type that it is to become, and collects everything that does not fit: unknown,
/// repeated and missing members, and values of another kind.</summary>
internal sealed class JsonFaults
{
    private readonly List<(string Pointer, string Message)> _found = [];

    public static IReadOnlyList<(string Pointer, string Message)> Of(JsonElement value, JsonTypeInfo type)
    {
        var faults = new JsonFaults();
        faults.Check(value, type, "");
        return faults._found;
    }

    private void Check(JsonElement value, JsonTypeInfo type, string pointer)
    {
        // Whoever sends a million faults learns of as many as an answer lists.
        if (_found.Count > Faults.Most)
            return;
        switch (type.Kind)
        {
            case JsonTypeInfoKind.Object when type.PolymorphismOptions is null:
                CheckMembers(value, type, pointer);
                break;
            case JsonTypeInfoKind.Enumerable:
                CheckElements(value, type, pointer);
                break;
            default:
                CheckLeaf(value, type, pointer);
                break;
        }
    }

    private void CheckMembers(JsonElement value, JsonTypeInfo type, string pointer)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            Add(pointer, "Must be an object.");
            return;
        }
        var known = type
            .Properties.Where(member => member.Set is not null || member.AssociatedParameter is not null)
            .ToDictionary(member => member.Name, StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
        {
            if (NameOf(member) is not { } name)
                Add(pointer, "Has a member whose name is not valid Unicode.");
            else if (!known.TryGetValue(name, out var property))
                Add(
                    Below(pointer, name),
                    $"There is no member of this name.{NearestName.Suggestion(name, known.Keys)}"
                );
            else if (!seen.Add(name))
                Add(Below(pointer, name), "Given more than once.");
            else if (member.Value.ValueKind == JsonValueKind.Null)
            {
                if (!property.IsSetNullable)
                    Add(Below(pointer, name), "Must not be null.");
            }
            else if (property.CustomConverter is null)
                Check(member.Value, type.Options.GetTypeInfo(property.PropertyType), Below(pointer, name));
        }
        foreach (var missing in known.Values.Where(member => member.IsRequired && !seen.Contains(member.Name)))
            Add(Below(pointer, missing.Name), "This member is required.");
    }

    private void CheckElements(JsonElement value, JsonTypeInfo type, string pointer)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            Add(pointer, "Must be an array.");
            return;
        }
        var elements = type.Options.GetTypeInfo(type.ElementType!);
        var index = 0;
        foreach (var element in value.EnumerateArray())
            Check(element, elements, Below(pointer, (index++).ToString(CultureInfo.InvariantCulture)));
    }

    private void CheckLeaf(JsonElement value, JsonTypeInfo type, string pointer)
    {
        try
        {
            value.Deserialize(type);
        }
        catch (JsonException)
        {
            Add(
                pointer,
                type.Type != typeof(string) ? "The value has the wrong type."
                    : value.ValueKind == JsonValueKind.String ? "Not valid Unicode: it has half of a surrogate pair."
                    : "Must be a string."
            );
        }
    }

    // A name may be written with escapes that make no text, such as "\ud800"; asking for it then throws.
    private static string? NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string Below(string pointer, string step) =>
        $"{pointer}/{step.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";

    private void Add(string pointer, string message) => _found.Add((pointer, message));
}

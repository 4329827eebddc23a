using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;

namespace NewsApi.Http;

/// <summary>Holds a JSON value against the type that it is to become, and collects everything that does not fit: unknown,
/// repeated and missing members, and values of another kind.</summary>
internal sealed partial class JsonFaults
{
    private const string HalfAPair = "Not valid Unicode: it has half of a surrogate pair.";
    private const string ControlCharacter =
        "Has a control character; of these only tabs and line breaks may stand in a text.";

    private readonly List<(string Pointer, string Message)> _found = [];

    public static IReadOnlyList<(string Pointer, string Message)> Of(JsonElement value, JsonTypeInfo type)
    {
        var faults = new JsonFaults();
        faults.Check(value, type, "");
        return faults._found;
    }

    /// <summary>Members that a merge patch would remove and that the type does not have: the result shows nothing of them.
    /// </summary>
    public static IReadOnlyList<(string Pointer, string Message)> OfRemovals(JsonElement patch, JsonTypeInfo type)
    {
        var faults = new JsonFaults();
        faults.CheckRemovals(patch, type, "");
        return faults._found;
    }

    private void CheckRemovals(JsonElement patch, JsonTypeInfo type, string pointer)
    {
        if (patch.ValueKind != JsonValueKind.Object || type.Kind != JsonTypeInfoKind.Object)
            return;
        var known = MembersOf(type);
        foreach (var member in patch.EnumerateObject())
        {
            if (known.TryGetValue(member.Name, out var property))
                CheckRemovals(
                    member.Value,
                    type.Options.GetTypeInfo(property.PropertyType),
                    Below(pointer, member.Name)
                );
            else if (member.Value.ValueKind == JsonValueKind.Null)
                AddUnknown(pointer, member.Name, known.Keys);
        }
    }

    private void Check(JsonElement value, JsonTypeInfo type, string pointer)
    {
        // Whoever sends a million faults learns of as many as an answer lists.
        if (_found.Count > Faults.Most)
            return;
        switch (type.Kind)
        {
            case JsonTypeInfoKind.None when type.Type == typeof(JsonObject):
                CheckFree(value, pointer);
                break;
            case JsonTypeInfoKind.Object when type.PolymorphismOptions is { } cases:
                CheckCase(value, type, cases, pointer);
                break;
            case JsonTypeInfoKind.Object:
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

    /// <summary>Any object, whose members only must have names, each another, and whose texts must be some.</summary>
    private void CheckFree(JsonElement value, string pointer)
    {
        if (value.ValueKind == JsonValueKind.Object)
            CheckFreeValue(value, pointer);
        else
            Add(pointer, "Must be an object.");
    }

    private void CheckFreeValue(JsonElement value, string pointer)
    {
        if (_found.Count > Faults.Most)
            return;
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                var seen = new HashSet<string>(StringComparer.Ordinal);
                foreach (var member in value.EnumerateObject())
                {
                    if (JsonTexts.NameOf(member) is not { } name)
                        Add(pointer, "Has a member whose name is not valid Unicode.");
                    else if (!seen.Add(name))
                        Add(Below(pointer, name), "Given more than once.");
                    else
                        CheckFreeValue(member.Value, Below(pointer, name));
                }
                break;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var element in value.EnumerateArray())
                    CheckFreeValue(element, Below(pointer, (index++).ToString(CultureInfo.InvariantCulture)));
                break;
            case JsonValueKind.String when JsonTexts.TextOf(value) is null:
                Add(pointer, HalfAPair);
                break;
            case JsonValueKind.String when JsonTexts.TextOf(value)!.Any(IsRefused):
                Add(pointer, ControlCharacter);
                break;
        }
    }

    /// <summary>One of several types of object: a member says which.</summary>
    private void CheckCase(JsonElement value, JsonTypeInfo type, JsonPolymorphismOptions cases, string pointer)
    {
        var discriminator = cases.TypeDiscriminatorPropertyName;
        if (value.ValueKind != JsonValueKind.Object)
        {
            Add(pointer, "Must be an object.");
            return;
        }
        var names = cases.DerivedTypes.Select(derived => (string)derived.TypeDiscriminator!).ToList();
        if (JsonTexts.Member(value, discriminator) is not { } given)
            Add(Below(pointer, discriminator), $"This member is required: one of {string.Join(", ", names)}.");
        else if (JsonTexts.TextOf(given) is not { } name || !names.Contains(name, StringComparer.Ordinal))
            Add(
                Below(pointer, discriminator),
                $"Must be one of {string.Join(", ", names)}.{NearestName.Suggestion(JsonTexts.TextOf(given) ?? "", names)}"
            );
        else
            CheckMembers(
                value,
                type.Options.GetTypeInfo(
                    cases.DerivedTypes.First(derived => (string)derived.TypeDiscriminator! == name).DerivedType
                ),
                pointer,
                discriminator
            );
    }

    private void CheckMembers(JsonElement value, JsonTypeInfo type, string pointer, string? discriminator = null)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            Add(pointer, "Must be an object.");
            return;
        }
        var known = MembersOf(type);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
        {
            if (JsonTexts.NameOf(member) is not { } name)
                Add(pointer, "Has a member whose name is not valid Unicode.");
            else if (name == discriminator)
            {
                if (!seen.Add(name))
                    Add(Below(pointer, name), "Given more than once.");
            }
            else if (!known.TryGetValue(name, out var property))
                AddUnknown(pointer, name, known.Keys);
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
        foreach (var missing in known.Values.Where(member => IsRequired(member) && !seen.Contains(member.Name)))
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
        {
            var place = Below(pointer, (index++).ToString(CultureInfo.InvariantCulture));
            if (element.ValueKind == JsonValueKind.Null)
                Add(place, "Must not be null.");
            else
                Check(element, elements, place);
        }
    }

    private void CheckLeaf(JsonElement value, JsonTypeInfo type, string pointer)
    {
        if (JsonTexts.TextOf(value)?.Any(IsRefused) ?? false)
        {
            Add(pointer, ControlCharacter);
            return;
        }
        try
        {
            if (!IsWellWritten(value, value.Deserialize(type)))
                Add(pointer, Wanted(type.Type)!);
        }
        catch (JsonException)
        {
            Add(
                pointer,
                Wanted(type.Type) is { } wanted ? wanted
                    : value.ValueKind == JsonValueKind.String ? HalfAPair
                    : "Must be a string."
            );
        }
    }

    /// <summary>Those that can be given, by their names.</summary>
    private static Dictionary<string, JsonPropertyInfo> MembersOf(JsonTypeInfo type) =>
        type
            .Properties.Where(member => member.Set is not null || member.AssociatedParameter is not null)
            .ToDictionary(member => member.Name, StringComparer.Ordinal);

    /// <summary>The serializer would give a constructor's parameter the default of its type, such as the year 1.</summary>
    private static bool IsRequired(JsonPropertyInfo member) =>
        member.IsRequired
        || member.AssociatedParameter is { IsMemberInitializer: false, HasDefaultValue: false, IsNullable: false };

    private static string? Wanted(Type type) =>
        (Nullable.GetUnderlyingType(type) ?? type) switch
        {
            { IsEnum: true } words => $"Must be one of {string.Join(", ", WordsOf(words))}.",
            var instant when instant == typeof(DateTimeOffset) =>
                "Must be an instant with its offset, such as 2026-11-23T09:30:00Z, of the years 1000 to 9998.",
            var id when id == typeof(Guid) => "Must be an id such as 01936a5e-8f00-7c3e-9d2b-5a1f0c6e7b42.",
            var yes when yes == typeof(bool) => "Must be true or false.",
            var number when number == typeof(int) || number == typeof(long) => "Must be a whole number.",
            var text when text == typeof(string) => null,
            _ => "The value has the wrong type.",
        };

    /// <summary>The serializer takes more than the contract has: words in any case, and instants without an offset, which it
    /// puts into the zone of the machine. The first and the last instant that .NET has mean infinity to the database.</summary>
    private static bool IsWellWritten(JsonElement value, object? read) =>
        read switch
        {
            Enum => WordsOf(read.GetType()).Contains(JsonTexts.TextOf(value), StringComparer.Ordinal),
            DateTimeOffset instant => instant.UtcDateTime.Year is >= 1000 and < 9999
                && Instant().IsMatch(JsonTexts.TextOf(value)!),
            _ => true,
        };

    private static IEnumerable<string> WordsOf(Type words) =>
        Enum.GetNames(words).Select(JsonNamingPolicy.CamelCase.ConvertName);

    // PostgreSQL stores no NUL, and XML, in which stories leave too, none of the others.
    private static bool IsRefused(char c) => c < ' ' && c is not ('\t' or '\n' or '\r');

    private static string Below(string pointer, string step) =>
        $"{pointer}/{step.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";

    private void AddUnknown(string pointer, string name, IEnumerable<string> known) =>
        Add(Below(pointer, name), $"There is no member of this name.{NearestName.Suggestion(name, known)}");

    private void Add(string pointer, string message) => _found.Add((pointer, message));

    /// <summary>RFC 3339, section 5.6.</summary>
    [GeneratedRegex(
        @"\A[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})\z",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Instant();
}

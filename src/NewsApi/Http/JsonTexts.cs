using System.Text.Json;

namespace NewsApi.Http;

/// <summary>Names and texts in JSON that may be none: an escape such as <c>\ud800</c> is half of a pair, and whatever reads or
/// compares it throws.</summary>
internal static class JsonTexts
{
    /// <summary>Null for what is no text.</summary>
    public static string? TextOf(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Null for a name that is no text.</summary>
    public static string? NameOf(JsonProperty member)
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

    /// <summary>Of members with the same name, the last one.</summary>
    public static JsonElement? Member(JsonElement value, string name)
    {
        JsonElement? found = null;
        foreach (var member in value.EnumerateObject())
        {
            if (NameOf(member) == name)
                found = member.Value;
        }
        return found;
    }

    /// <summary>Whether a member has a name that is no text, here or anywhere below.</summary>
    public static bool HasBrokenName(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Object => value
                .EnumerateObject()
                .Any(member => NameOf(member) is null || HasBrokenName(member.Value)),
            JsonValueKind.Array => value.EnumerateArray().Any(HasBrokenName),
            _ => false,
        };
}

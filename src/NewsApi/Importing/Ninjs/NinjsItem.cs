using System.Text.Json;

namespace NewsApi.Importing;

/// <summary>Looks into an item in the news exchange format ninjs (IPTC), version 2 or 3: whatever is not as the format has it
/// counts as absent, since providers differ.</summary>
internal static class NinjsItem
{
    /// <summary>Whether an object is one: it says so, or has a URI and what a story of this service does not.</summary>
    public static bool IsOne(JsonElement json) =>
        json.TryGetProperty("standard", out _)
        || (json.TryGetProperty("uri", out _) && !json.TryGetProperty("section", out _));

    /// <summary>Whether it is one of version 1, whose members are others.</summary>
    public static bool IsOfVersionOne(JsonElement json) =>
        json.TryGetProperty("headline", out _)
        || json.TryGetProperty("versioncreated", out _)
        || json.TryGetProperty("body_text", out _)
        || json.TryGetProperty("body_xhtml", out _);

    public static string? Text(this JsonElement json, string member) =>
        json.ValueKind == JsonValueKind.Object
        && json.TryGetProperty(member, out var value)
        && value.ValueKind == JsonValueKind.String
        && IsUnicode(value, out var text)
        && !string.IsNullOrWhiteSpace(text)
            ? text.Trim()
            : null;

    /// <summary>On one line, without control characters.</summary>
    public static string? Line(this JsonElement json, string member) =>
        json.Text(member) is { } text
            ? string.Join(
                ' ',
                string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c))
                    .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            )
            : null;

    /// <summary>The same of what may be no object at all.</summary>
    public static string? LineOrNull(this JsonElement json, string member) =>
        json.ValueKind == JsonValueKind.Object ? json.Line(member) : null;

    public static int? Number(this JsonElement json, string member) =>
        json.TryGetProperty(member, out var value)
        && value.ValueKind == JsonValueKind.Number
        && value.TryGetInt32(out var number)
            ? number
            : null;

    /// <summary>The objects in a list.</summary>
    public static IEnumerable<JsonElement> Objects(this JsonElement json, string member) =>
        json.TryGetProperty(member, out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Where(entry => entry.ValueKind == JsonValueKind.Object)
            : [];

    /// <summary>Texts with roles: the one of the first role that is there, else the first of none of the roles to avoid.</summary>
    public static JsonElement? InRole(
        this IEnumerable<JsonElement> texts,
        IReadOnlyList<string> wanted,
        params string[] avoided
    )
    {
        var given = texts.Where(text => text.Text("value") is not null).ToList();
        foreach (var role in wanted)
        {
            if (given.Exists(text => text.Text("role") == role))
                return given.Find(text => text.Text("role") == role);
        }
        var rest = given.Where(text => !avoided.Contains(text.Text("role"))).ToList();
        return rest.Count > 0 ? rest[0] : null;
    }

    private static bool IsUnicode(JsonElement value, out string text)
    {
        try
        {
            text = value.GetString()!;
            return true;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair.
            text = "";
            return false;
        }
    }
}

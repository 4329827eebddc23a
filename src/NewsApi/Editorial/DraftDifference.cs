using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using NewsApi.Http;

namespace NewsApi.Editorial;

/// <summary>How two revisions of a story differ.</summary>
/// <param name="From" example="1">The one compared with.</param>
/// <param name="To" example="3">The one compared.</param>
/// <param name="Changes">In the order of the story; empty where they are the same.</param>
public sealed record RevisionComparison(
    [property: Range(1, int.MaxValue)] int From,
    [property: Range(1, int.MaxValue)] int To,
    IReadOnlyList<DraftChange> Changes
);

/// <summary>One difference.</summary>
/// <param name="Kind">What became of it.</param>
/// <param name="Pointer" example="/headline">JSON pointer (RFC 6901): of what was removed into the earlier, else into the later revision.</param>
/// <param name="Before">What stood there in the earlier revision.</param>
/// <param name="After">What stands there in the later one.</param>
public sealed record DraftChange(DraftChangeKind Kind, string Pointer, JsonElement? Before, JsonElement? After);

/// <summary>What became of a part of a story.</summary>
[JsonConverter(typeof(WordConverter<DraftChangeKind>))]
public enum DraftChangeKind
{
    /// <summary>It came in.</summary>
    Added,

    /// <summary>It went.</summary>
    Removed,

    /// <summary>It is another now.</summary>
    Changed,
}

/// <summary>Compares drafts member by member; of bodies it finds the blocks that came, went and changed.</summary>
internal static class DraftDifference
{
    public static IReadOnlyList<DraftChange> Between(ArticleDraft before, ArticleDraft after)
    {
        var changes = new List<DraftChange>();
        Compare(Json(before), Json(after), "", changes);
        return changes;
    }

    private static void Compare(JsonObject before, JsonObject after, string pointer, List<DraftChange> changes)
    {
        foreach (var name in before.Select(member => member.Key).Union(after.Select(member => member.Key)))
        {
            var (old, present) = (before[name], after[name]);
            var place = $"{pointer}/{name}";
            if (JsonNode.DeepEquals(old, present))
                continue;
            if (pointer.Length == 0 && name == "body")
                CompareBlocks(old!.AsArray(), present!.AsArray(), place, changes);
            else if (old is JsonObject oldObject && present is JsonObject presentObject)
                Compare(oldObject, presentObject, place, changes);
            else
                changes.Add(Change(place, place, old, present));
        }
    }

    /// <summary>Along the longest run of blocks that both have in the same order; between two of these, blocks that stand
    /// opposite each other have changed, and those left over came or went.</summary>
    private static void CompareBlocks(JsonArray before, JsonArray after, string pointer, List<DraftChange> changes)
    {
        var (i, j) = (0, 0);
        foreach (var (oldEnd, presentEnd) in Common(Texts(before), Texts(after)).Append((before.Count, after.Count)))
        {
            while (i < oldEnd || j < presentEnd)
            {
                var old = i < oldEnd ? before[i] : null;
                var present = j < presentEnd ? after[j] : null;
                changes.Add(Change($"{pointer}/{i}", $"{pointer}/{j}", old, present));
                i += old is null ? 0 : 1;
                j += present is null ? 0 : 1;
            }
            (i, j) = (oldEnd + 1, presentEnd + 1);
        }
    }

    /// <summary>The longest common subsequence, as pairs of places.</summary>
    private static List<(int Old, int Present)> Common(string[] old, string[] present)
    {
        var start = 0;
        while (start < Math.Min(old.Length, present.Length) && old[start] == present[start])
            start++;
        var lengths = new int[old.Length - start + 1, present.Length - start + 1];
        for (var i = old.Length - start - 1; i >= 0; i--)
        {
            for (var j = present.Length - start - 1; j >= 0; j--)
                lengths[i, j] =
                    old[start + i] == present[start + j]
                        ? lengths[i + 1, j + 1] + 1
                        : Math.Max(lengths[i + 1, j], lengths[i, j + 1]);
        }
        var pairs = Enumerable.Range(0, start).Select(place => (place, place)).ToList();
        var (a, b) = (0, 0);
        while (a < old.Length - start && b < present.Length - start)
        {
            if (old[start + a] == present[start + b])
                pairs.Add((start + a++, start + b++));
            else if (lengths[a + 1, b] >= lengths[a, b + 1])
                a++;
            else
                b++;
        }
        return pairs;
    }

    private static DraftChange Change(string oldPlace, string presentPlace, JsonNode? old, JsonNode? present) =>
        (old, present) switch
        {
            (null, _) => new(DraftChangeKind.Added, presentPlace, null, Element(present!)),
            (_, null) => new(DraftChangeKind.Removed, oldPlace, Element(old), null),
            _ => new(DraftChangeKind.Changed, presentPlace, Element(old), Element(present)),
        };

    private static JsonElement Element(JsonNode node) => node.Deserialize(NewsJsonContext.Wire.JsonElement);

    private static string[] Texts(JsonArray blocks) => [.. blocks.Select(block => block!.ToJsonString())];

    private static JsonObject Json(ArticleDraft draft) =>
        JsonSerializer.SerializeToNode(draft, NewsJsonContext.Wire.ArticleDraft)!.AsObject();
}

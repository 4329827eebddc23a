using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using NewsApi.Articles;
using NewsApi.Editorial;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Editorial;

/// <summary>A comparison of drafts says all in which they differ and nothing else: one can be made into the other by it.</summary>
public sealed class DraftDifferencePropertyTests
{
    private static readonly Gen<Block> Blocks = AnyOf<Block>(
        new ParagraphBlock { Html = "one" },
        new ParagraphBlock { Html = "two" },
        new ParagraphBlock { Html = "three" },
        new HeadingBlock { Level = 2, Text = "one" },
        new ListBlock { Ordered = true, Items = ["one", "two"] },
        new DividerBlock()
    );

    private static readonly Gen<LeadImage?> Pictures = AnyOf<LeadImage?>(
        null,
        Picture("a"),
        Picture("b"),
        Picture("a") with
        {
            Caption = "Low tide.",
            FocalPoint = new(0, 1),
        }
    );

    private static readonly Gen<ArticleDraft> Drafts = Gen.Select(
        AnyOf("one", "two", ""),
        AnyOf<string?>(null, "By Amara", "By Mei"),
        AnyOf("topic/moon", "topic/tides").Array[0, 2],
        Blocks.Array[0, 12],
        Pictures,
        AnyOf(
            new Rights(),
            new Rights { Copyright = "©" },
            new Rights { AiTraining = true, Licence = "https://a.example" }
        ),
        AnyOf<DateTimeOffset?>(null, DateTimeOffset.UnixEpoch),
        (headline, byline, tags, body, picture, rights, embargo) =>
            Editor.Draft("compared") with
            {
                Headline = headline,
                Byline = byline,
                Tags = tags,
                Body = body,
                LeadImage = picture,
                Rights = rights,
                EmbargoUntil = embargo,
            }
    );

    [Fact]
    public void Equal_drafts_do_not_differ() =>
        Drafts.Sample(draft => Assert.Empty(DraftDifference.Between(draft, draft with { Byline = draft.Byline })));

    [Fact]
    public void Just_the_members_that_differ_are_named() =>
        Gen.Select(Drafts, Drafts)
            .Sample(
                (before, after) =>
                {
                    var (old, present) = (Json(before), Json(after));
                    var differing = old.Select(member => member.Key)
                        .Union(present.Select(member => member.Key))
                        .Where(name => !JsonNode.DeepEquals(old[name], present[name]));
                    var named = DraftDifference.Between(before, after).Select(change => change.Pointer.Split('/')[1]);
                    Assert.Equal(differing.Order(), named.Distinct().Order());
                }
            );

    [Fact]
    public void The_earlier_draft_becomes_the_later_one_by_its_changes() =>
        Gen.Select(Drafts, Drafts)
            .Sample(
                (before, after) =>
                {
                    var changes = DraftDifference.Between(before, after);
                    var rebuilt = Json(before);
                    foreach (var change in changes.Where(change => !IsOfBody(change)))
                        Apply(change, rebuilt);
                    rebuilt["body"] = Rebuilt(rebuilt["body"]!.AsArray(), [.. changes.Where(IsOfBody)]);
                    Assert.True(JsonNode.DeepEquals(Json(after), rebuilt), rebuilt.ToJsonString());
                }
            );

    [Fact]
    public void No_more_blocks_are_said_to_have_changed_than_an_editor_would_have_to_touch() =>
        Gen.Select(Drafts, Blocks, Gen.Int[0, 12])
            .Sample(
                (draft, block, place) =>
                {
                    var index = Math.Min(place, draft.Body.Count);
                    var after = draft with { Body = [.. draft.Body.Take(index), block, .. draft.Body.Skip(index)] };
                    Assert.Equal(DraftChangeKind.Added, Assert.Single(DraftDifference.Between(draft, after)).Kind);
                    Assert.Equal(DraftChangeKind.Removed, Assert.Single(DraftDifference.Between(after, draft)).Kind);
                }
            );

    private static void Apply(DraftChange change, JsonObject draft)
    {
        var steps = change.Pointer.Split('/')[1..];
        var owner = steps[..^1].Aggregate((JsonNode)draft, (node, step) => node[step]!).AsObject();
        Assert.True(JsonNode.DeepEquals(owner[steps[^1]], Node(change.Before)), change.ToString());
        if (change.Kind == DraftChangeKind.Removed)
            owner.Remove(steps[^1]);
        else
            owner[steps[^1]] = Node(change.After);
    }

    /// <summary>What was removed is named by its old place, all else by its new one; between those, blocks stand as before.
    /// </summary>
    private static JsonArray Rebuilt(JsonArray before, IReadOnlyList<DraftChange> changes)
    {
        var removed = ByPlace(changes, DraftChangeKind.Removed);
        var added = ByPlace(changes, DraftChangeKind.Added);
        var changed = ByPlace(changes, DraftChangeKind.Changed);
        var after = new JsonArray();
        var old = 0;
        while (old < before.Count || added.ContainsKey(after.Count))
        {
            if (removed.TryGetValue(old, out var gone))
                Assert.True(JsonNode.DeepEquals(before[old++], Node(gone.Before)));
            else if (added.TryGetValue(after.Count, out var come))
                after.Add(Node(come.After));
            else if (changed.TryGetValue(after.Count, out var other))
            {
                Assert.True(JsonNode.DeepEquals(before[old++], Node(other.Before)));
                after.Add(Node(other.After));
            }
            else
                after.Add(before[old++]!.DeepClone());
        }
        return after;
    }

    private static Dictionary<int, DraftChange> ByPlace(IEnumerable<DraftChange> changes, DraftChangeKind kind) =>
        changes
            .Where(change => change.Kind == kind)
            .ToDictionary(change => int.Parse(change.Pointer.Split('/')[^1], null));

    private static bool IsOfBody(DraftChange change) => change.Pointer.StartsWith("/body/", StringComparison.Ordinal);

    private static JsonNode? Node(JsonElement? element) =>
        element is { } given ? JsonSerializer.SerializeToNode(given) : null;

    private static JsonObject Json(ArticleDraft draft) =>
        JsonSerializer.SerializeToNode(draft, NewsJsonContext.Wire.ArticleDraft)!.AsObject();

    private static Gen<T> AnyOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static LeadImage Picture(string name) =>
        new()
        {
            Url = $"https://images.example.org/{name}.jpg",
            Alt = name,
            Width = 10,
            Height = 10,
        };
}

using System.Net;
using System.Text.Json.Nodes;
using CsCheck;
using NewsApi.Articles;
using NewsApi.Tests.Http;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Changes;

/// <summary>Whoever follows the changes under a filter has in the end what the list has under it: whatever happens to stories,
/// wherever the mirror begins, and in pages of whatever size.</summary>
[Collection(NewsroomCollection.Name)]
public sealed class MirrorPropertyTests(NewsroomFixture fixture)
{
    private const int Stories = 10;

    private static readonly string[] Sections = ["news", "sport", "football"];
    private static readonly string[] Tags = ["topic/a", "topic/b", "place/whole", "place/part", "place/piece"];
    private static readonly string[] Languages = ["en", "en-GB", "pt", "pt-BR"];

    private static readonly Gen<Step> Steps = Gen.Select(
        Gen.Int[0, Stories - 1],
        Gen.Int[0, 9],
        Gen.OneOf(Sections),
        Gen.Bool.Array[Tags.Length],
        Gen.Int[0, 2],
        Gen.OneOf(Languages),
        (story, what, section, tags, type, language) =>
            new Step(story, what, section, [.. Tags.Where((_, i) => tags[i])], (ArticleType)type, language)
    );

    private static readonly Gen<string> TagFilter = Gen.Select(
            Gen.OneOf(Tags),
            Gen.Bool,
            Gen.Bool,
            (tag, not, below) => $"{(not ? "-" : "")}{tag}{(below ? "~" : "")}"
        )
        .Array[1, 3]
        .SelectMany(names =>
            Gen.OneOf(string.Join(',', names), string.Join('|', names), $"-({string.Join('|', names)})")
        );

    private static readonly Gen<string> Filters = Gen.Select(
        Gen.OneOf("", "news", "sport", "-sport", "football|news", "sport,-football"),
        Gen.OneOf<string>(Gen.Const(""), TagFilter),
        Gen.OneOf("", "article", "-article", "article|opinion"),
        Gen.OneOf("", "en", "en-GB", "-pt", "pt-BR|en"),
        (section, tag, type, language) =>
            string.Join(
                '&',
                new[] { ("section", section), ("tag", tag), ("type", type), ("language", language) }
                    .Where(part => part.Item2.Length > 0)
                    .Select(part => $"{part.Item1}={Uri.EscapeDataString(part.Item2)}")
            )
    );

    [Fact]
    public async Task A_mirror_has_what_the_list_has()
    {
        var newsroom = await fixture.StartAsync();
        var client = newsroom.Client;
        var history = await History.BeginAsync(newsroom);
        var length = 0;

        await Gen.Select(Steps.Array[1, 6], Filters, Gen.Int[1, 9])
            .SampleAsync(
                async (steps, filter, limit) =>
                {
                    // Two that begin now, and one that begins in the end with everything that ever happened.
                    var exported = await ExportAsync(newsroom, filter);
                    var place = (await client.JsonAsync("/v1/changes?limit=1000&after=" + length))["after"]!.ToString();
                    var listed = await ListAsync(client, filter);
                    Assert.Equal(listed.Order(), exported.Mirror.Order());

                    foreach (var step in steps)
                        await history.DoAsync(step);

                    var expected = await ListAsync(client, filter);
                    Assert.Equal(expected, await FollowAsync(client, filter, limit, exported.After, exported.Mirror));
                    Assert.Equal(expected, await FollowAsync(client, filter, limit, place, listed));
                    Assert.Equal(expected, await FollowAsync(client, filter, 1000, "0", []));
                    Assert.Equal(expected, (await ExportAsync(newsroom, filter)).Mirror);
                    length = await AssertCompleteAsync(client, length);
                },
                iter: 40,
                threads: 1
            );
    }

    /// <summary>What a partner does with changes. Articles that come with them must be none that the list has not.</summary>
    private static async Task<SortedSet<Guid>> FollowAsync(
        HttpClient client,
        string filter,
        int limit,
        string after,
        IEnumerable<Guid> beginning
    )
    {
        var mirror = new SortedSet<Guid>(beginning);
        var included = new List<Guid>();
        var path = $"/v1/changes?after={after}&limit={limit}&include=article&fields=slug&{filter}".TrimEnd('&');
        while (true)
        {
            var page = await client.JsonAsync(path);
            foreach (var change in page.Items())
            {
                var id = change["articleId"]!.GetValue<Guid>();
                var goes = change.Text("kind") is "withdrawn" or "expired" or "left";
                // Nobody is told of what they never had.
                if (goes)
                    Assert.True(mirror.Remove(id), change.ToJsonString());
                else
                    mirror.Add(id);
                if (change["article"] is null)
                    continue;
                Assert.False(goes);
                included.Add(id);
            }
            if (!page["hasMore"]!.GetValue<bool>())
            {
                Assert.Subset(mirror, included.ToHashSet());
                return mirror;
            }
            path = new Uri(page["links"]!.Text("next")).PathAndQuery;
        }
    }

    private static async Task<SortedSet<Guid>> ListAsync(HttpClient client, string filter)
    {
        var list = await client.JsonAsync($"/v1/articles?limit=100&fields=slug&{filter}".TrimEnd('&'));
        return [.. list.Items().Select(item => item["id"]!.GetValue<Guid>())];
    }

    private static async Task<(SortedSet<Guid> Mirror, string After)> ExportAsync(Newsroom newsroom, string filter)
    {
        using var response = await newsroom.GetAsync($"/v1/export?fields=slug&{filter}".TrimEnd('&'));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var lines = (await response.Content.ReadAsStringAsync())
            .TrimEnd()
            .Split('\n')
            .Select(line => JsonNode.Parse(line)!);
        return (
            [.. lines.Where(line => line["id"] is not null).Select(line => line["id"]!.GetValue<Guid>())],
            response.Header("Changes-After")
        );
    }

    /// <returns>The length of the log.</returns>
    private static async Task<int> AssertCompleteAsync(HttpClient client, int after)
    {
        var page = await client.JsonAsync($"/v1/changes?limit=1000&after={after}");
        var numbers = page.Items().Select(item => item["seq"]!.GetValue<int>()).ToList();
        Assert.Equal(Enumerable.Range(after + 1, numbers.Count), numbers);
        return after + numbers.Count;
    }

    /// <param name="Story">Whose turn it is.</param>
    /// <param name="What">From 0 to 9; most often it is published as the rest says.</param>
    private sealed record Step(
        int Story,
        int What,
        string Section,
        IReadOnlyList<string> Tags,
        ArticleType Type,
        string Language
    );

    private sealed class History(Editor editor, Wire wire)
    {
        private readonly Guid?[] _ids = new Guid?[Stories];
        private readonly bool[] _public = new bool[Stories];

        public static async Task<History> BeginAsync(Newsroom newsroom)
        {
            var editor = new Editor(newsroom);
            await editor.AddSectionAsync("news");
            await editor.AddSectionAsync("sport");
            await editor.AddSectionAsync("football", "sport");
            foreach (var tag in Tags)
                await editor.AddTagAsync(
                    tag,
                    parent: tag switch
                    {
                        "place/part" => "place/whole",
                        "place/piece" => "place/part",
                        _ => null,
                    }
                );
            // Filters may name just the tags that are public.
            await editor.WithdrawAsync(await editor.PublishAsync(Editor.Draft("all-tags") with { Tags = Tags }));
            return new(editor, new Wire(newsroom));
        }

        public async Task DoAsync(Step step)
        {
            var draft = Editor.Draft($"story-{step.Story}", step.Section) with
            {
                Tags = step.Tags,
                Type = step.Type,
                Language = step.Language,
            };
            var id = _ids[step.Story] ??= await editor.SaveAsync(draft);
            switch (step.What)
            {
                case 0:
                    // A new draft that nobody is to see.
                    await wire.RewriteAsync(id, draft);
                    break;
                case 1 or 2 when _public[step.Story]:
                    await editor.WithdrawAsync(id);
                    _public[step.Story] = false;
                    break;
                case 3 when _public[step.Story]:
                    await wire.ExpireAsync(id);
                    _public[step.Story] = false;
                    break;
                default:
                    await wire.RewriteAsync(id, draft);
                    await editor.PublishAsync(id);
                    _public[step.Story] = true;
                    break;
            }
        }
    }
}

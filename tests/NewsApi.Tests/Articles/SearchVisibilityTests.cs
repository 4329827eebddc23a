using System.Text.Json.Nodes;
using NewsApi.Articles;
using NewsApi.Editorial;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Articles;

/// <summary>Stories that are not public show in nothing that search, counts and explanations tell.</summary>
/// <remarks>Each hidden story has a word, a tag, a section, a type, a language and a day that no public one has.</remarks>
[Collection(NewsroomCollection.Name)]
public sealed class SearchVisibilityTests(SearchVisibilityTests.Shared shared)
    : IClassFixture<SearchVisibilityTests.Shared>
{
    private const string AllFacets = "facets=section,tag,type,language,year,month,day&facetLimit=100";

    private readonly HttpClient _client = shared.Newsroom.Client;

    public static TheoryData<string> Hidden { get; } = new("draft", "scheduled", "embargoed", "withdrawn", "expired");

    [Theory]
    [MemberData(nameof(Hidden))]
    public async Task No_search_finds_them(string state)
    {
        var word = Shared.Word(state);
        foreach (
            var q in new[] { word, $"\"{word}\"", $"\"{word} headline\"", $"{word} OR {word}s", $"-public {word}" }
        )
        {
            foreach (var also in new[] { "", "sort=newest", "sort=oldest", "sort=updated", "qFields=headline" })
            {
                var list = await _client.SearchAsync(q, also);
                Assert.Empty(list.Items());
                Assert.Equal(0, list.Total());
            }
        }
    }

    [Fact]
    public async Task Words_they_share_with_a_public_story_find_that_one_alone()
    {
        foreach (var q in new[] { "cobalt", "cobalt public", "\"cobalt story\"", "-unheardof", "cobalt OR unheardof" })
        {
            foreach (var also in new[] { "", "sort=newest", "limit=1", "from=2020-01-01", "tag=topic/shared" })
            {
                var list = await _client.SearchAsync(q, also);
                Assert.Equal(["public"], list.Slugs());
                Assert.Equal(1, list.Total());
            }
        }
    }

    [Theory]
    [MemberData(nameof(Hidden))]
    public async Task Relaxing_does_not_bring_them_in(string state)
    {
        var list = await _client.SearchAsync($"cobalt {Shared.Word(state)}");

        Assert.Equal(["public"], list.Slugs());
        Assert.Equal(0, list["search"]!["havingAllWords"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("")]
    [InlineData("section=news")]
    [InlineData("section=news&facetScope=exceptSelf")]
    [InlineData("q=cobalt")]
    [InlineData("q=cobalt&sort=newest")]
    [InlineData("q=-unheardof")]
    [InlineData("tag=topic/shared")]
    [InlineData("type=article&facetScope=exceptSelf")]
    [InlineData("language=en&facetScope=exceptSelf")]
    [InlineData("from=2020-01-01&facetScope=exceptSelf")]
    [InlineData("limit=0")]
    public async Task No_facet_counts_them(string query)
    {
        var list = await _client.JsonAsync($"/v1/articles?{AllFacets}&{query}");

        var facets = list["facets"]!.AsObject().ToDictionary(facet => facet.Key, facet => Values(facet.Value!));
        Assert.Equal(["news=1"], facets["section"]);
        Assert.Equal(["topic/shared=1"], facets["tag"]);
        Assert.Equal(["article=1"], facets["type"]);
        Assert.Equal(["en=1"], facets["language"]);
        Assert.Equal(["2026=1"], facets["year"]);
        Assert.Equal(["2026-01=1"], facets["month"]);
        Assert.Equal(["2026-01-01=1"], facets["day"]);
    }

    [Theory]
    [MemberData(nameof(Hidden))]
    public async Task An_explanation_counts_no_story_with_their_words(string state)
    {
        var explained = await _client.JsonAsync($"/v1/explain?q={Shared.Word(state)}");

        Assert.Equal(0, explained["total"]!["value"]!.GetValue<int>());
        var word = explained["search"]!["clauses"]![0]!["alternatives"]![0]!["words"]![0]!;
        Assert.Equal(0, word["articles"]!.GetValue<int>());
    }

    [Fact]
    public async Task An_explanation_counts_them_under_no_word_that_a_public_story_has_too()
    {
        var explained = await _client.JsonAsync("/v1/explain?q=cobalt");

        Assert.Equal(1, explained["total"]!["value"]!.GetValue<int>());
        var word = explained["search"]!["clauses"]![0]!["alternatives"]![0]!["words"]![0]!;
        Assert.Equal(1, word["articles"]!.GetValue<int>());
    }

    [Theory]
    [MemberData(nameof(Hidden))]
    public async Task No_correction_offers_their_words(string state)
    {
        var typed = Shared.Word(state)[..^1];

        foreach (var path in new[] { "/v1/articles", "/v1/explain" })
        {
            var answer = await _client.JsonAsync($"{path}?q={typed}");
            Assert.Equal(0, answer.Total());
            Assert.DoesNotContain(Shared.Word(state), answer.ToJsonString(), StringComparison.OrdinalIgnoreCase);
        }
    }

    [Theory]
    [InlineData("draft")]
    [InlineData("scheduled")]
    [InlineData("embargoed")]
    public async Task Their_tags_are_unheard_of_until_a_story_goes_public(string state)
    {
        var tags = await _client.JsonAsync("/v1/tags?limit=100");
        var suggestions = await _client.JsonAsync($"/v1/tags/suggest?prefix={Shared.Word(state)}");
        await _client.JsonAsync($"/v1/tags/topic/only-{state}", System.Net.HttpStatusCode.NotFound);
        var refused = await _client.JsonAsync(
            $"/v1/explain?tag=topic/only-{state}",
            System.Net.HttpStatusCode.BadRequest
        );

        Assert.DoesNotContain($"topic/only-{state}", tags.Items().Select(tag => tag.Text("id")));
        Assert.Empty(suggestions.Items());
        Assert.Equal(["tag"], refused.FaultyNames());
    }

    [Theory]
    [InlineData("draft")]
    [InlineData("scheduled")]
    [InlineData("embargoed")]
    [InlineData("withdrawn")]
    public async Task They_count_in_no_section_and_give_it_no_tags(string state)
    {
        var tags = await _client.JsonAsync($"/v1/tags?section=only-{state}");
        var ofNews = await _client.JsonAsync("/v1/tags?section=news");
        var explained = await _client.JsonAsync($"/v1/explain?section=only-{state}");

        Assert.Empty(tags.Items());
        Assert.DoesNotContain($"topic/only-{state}", ofNews.Items().Select(tag => tag.Text("id")));
        Assert.Equal(0, explained["total"]!["value"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_list_of_a_withdrawn_or_expired_storys_tag_or_section_or_language_or_type_is_empty()
    {
        foreach (var state in new[] { "withdrawn", "expired" })
        {
            foreach (
                var filter in new[]
                {
                    $"tag=topic/only-{state}",
                    $"section=only-{state}",
                    $"language={Shared.Language(state)}",
                    $"tag=topic/only-{state}&q=cobalt",
                    $"section=only-{state}&q=-unheardof",
                    $"language={Shared.Language(state)}&q=cobalt&sort=newest",
                    $"type={Shared.Type(state).ToString().ToLowerInvariant()}",
                }
            )
            {
                var list = await _client.JsonAsync($"/v1/articles?{filter}&{AllFacets}");
                Assert.Equal(0, list.Total());
                Assert.Empty(list.Items());
                Assert.All(list["facets"]!.AsObject(), facet => Assert.Empty(facet.Value!.AsArray()));
            }
        }
    }

    private static IEnumerable<string> Values(JsonNode facet) =>
        facet.AsArray().Select(value => $"{value!.Text("value")}={value!["count"]}");

    public sealed class Shared(NewsroomFixture fixture) : IAsyncLifetime
    {
        private static readonly DateTimeOffset Epoch = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        private static readonly string[] States = ["draft", "scheduled", "embargoed", "withdrawn", "expired"];

        public Newsroom Newsroom { get; private set; } = null!;

        /// <summary>A word of the one story in this state.</summary>
        public static string Word(string state) => state + "ium";

        public static string Language(string state) => "q" + state[0..2];

        public static ArticleType Type(string state) => state == "withdrawn" ? ArticleType.Gallery : ArticleType.Audio;

        public async Task InitializeAsync()
        {
            Newsroom = await fixture.StartAsync();
            var (editor, desk) = (new Editor(Newsroom), new Desk(Newsroom));
            await editor.AddSectionAsync("news");
            await editor.AddTagAsync("topic/shared", "Shared");
            var inADay = DateTimeOffset.UtcNow.AddDays(1);
            foreach (var state in States)
            {
                await editor.AddSectionAsync($"only-{state}");
                await editor.AddTagAsync($"topic/only-{state}", Word(state));
                // One that differs from the public story in everything, and one that differs in nothing.
                var unlike = await editor.SaveAsync(Unlike(state));
                var alike = await editor.SaveAsync(Like($"{state}-alike"));
                foreach (var id in new[] { unlike, alike })
                {
                    if (state == "scheduled")
                        await desk.ScheduleAsync(id, inADay, null);
                    if (state == "embargoed")
                        await desk.ScheduleAsync(id, null, inADay);
                    if (state == "withdrawn")
                        await editor.PublishAsync(id, Epoch.AddYears(-1));
                    if (state == "withdrawn")
                        await editor.WithdrawAsync(id, "legal");
                    if (state == "expired")
                        await editor.PublishAsync(id, Epoch.AddYears(-2), Epoch.AddYears(-1));
                }
            }
            await editor.PublishAsync(Like("public"), Epoch);
        }

        public Task DisposeAsync() => Task.CompletedTask;

        private static ArticleDraft Like(string slug) =>
            Desk.Story(slug, "Cobalt story", "Public") with
            {
                Tags = ["topic/shared"],
            };

        private static ArticleDraft Unlike(string state) =>
            Desk.Story(
                $"{state}-unlike",
                $"{Word(state)} headline",
                language: Language(state),
                section: $"only-{state}"
            ) with
            {
                Tags = [$"topic/only-{state}"],
                Type = Type(state),
            };
    }
}

using System.Text.Json.Nodes;
using CsCheck;
using NewsApi.Articles;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Articles;

/// <summary>Whatever is asked for, facets count what a plain walk over the same stories in memory counts.</summary>
[Collection(NewsroomCollection.Name)]
public sealed class FacetPropertyTests(FacetPropertyTests.Shared shared) : IClassFixture<FacetPropertyTests.Shared>
{
    private static readonly DateTimeOffset Epoch = new(2024, 12, 30, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] Words = ["zavumo", "kelomo", "rafido", "tuppiko"];
    private static readonly string[] Tags = ["topic/a", "topic/b", "topic/c", "place/whole", "place/part"];
    private static readonly string[] Sections = ["news", "sport", "football"];
    private static readonly string[] Names = ["section", "tag", "type", "language", "year", "month", "day"];

    private static readonly Gen<string> Searches = Gen.OneOf<string>(
        Gen.Const(""),
        Gen.OneOf(Words),
        Gen.Select(Gen.OneOf(Words), Gen.OneOf(Words), (a, b) => $"{a} {b}"),
        Gen.Select(Gen.OneOf(Words), Gen.OneOf(Words), (a, b) => $"{a} -{b}"),
        Gen.Select(Gen.OneOf(Words), word => $"-{word}")
    );

    private static readonly Gen<Query> Queries = Gen.Select(
        Searches,
        Gen.OneOf("", "", "news", "sport", "football", "-sport", "news|football"),
        Gen.OneOf("", "", "topic/a", "topic/a,topic/b", "topic/a|-topic/b", "place/whole~", "place/whole", "-topic/c"),
        Gen.OneOf("", "", "article", "brief|opinion", "-brief"),
        Gen.OneOf("", "", "en", "pt", "-en", "pt-BR|de"),
        Gen.OneOf("", "", "from=2025-02-10", "to=2025-02-12", "from=2024-12-31&to=2025-06-01&dateField=updated"),
        Gen.OneOf(1, 2, 3, 10, 100),
        Gen.Bool,
        (q, section, tag, type, language, dates, limit, exceptSelf) =>
            new Query(q, section, tag, type, language, dates, limit, exceptSelf)
    );

    private readonly HttpClient _client = shared.Newsroom.Client;

    [Fact]
    public async Task Every_count_is_exact_for_every_filter_in_both_scopes()
    {
        await Queries.SampleAsync(
            async query =>
            {
                var list = await _client.JsonAsync($"{query.Path}&limit=0");
                foreach (var name in Names)
                    Assert.Equal(query.Evaluate(name, shared.Stories), Values(list, name));
            },
            iter: 150,
            threads: 1
        );
    }

    [Fact]
    public async Task A_page_and_no_page_at_all_have_the_same_facets_whatever_the_order()
    {
        await Gen.Select(Queries, Gen.OneOf("oldest", "updated"), Gen.Int[1, 5])
            .SampleAsync(
                async (query, sort, limit) =>
                {
                    var alone = await _client.JsonAsync($"{query.Path}&limit=0");
                    var page = await _client.JsonAsync(
                        $"{query.Path.Replace("sort=newest", $"sort={sort}", StringComparison.Ordinal)}&limit={limit}&page=2"
                    );
                    Assert.True(JsonNode.DeepEquals(alone["facets"], page["facets"]));
                    Assert.Equal(alone.Total(), page.Total());
                },
                iter: 30,
                threads: 1
            );
    }

    [Fact]
    public async Task With_words_that_may_be_missing_facets_count_what_the_list_holds()
    {
        foreach (var q in new[] { "zavumo kelomo rafido tuppiko", "zavumo unheardofword", "rafido tuppiko -kelomo" })
        {
            var list = await _client.SearchAsync(q, $"facets={string.Join(',', Names)}&facetLimit=100&limit=100");
            var held = shared.Stories.Where(story => list.Slugs().Contains(story.Slug)).ToList();
            Assert.Equal(list.Total(), held.Count);
            var everything = new Query("", "", "", "", "", "", 100, ExceptSelf: false);
            foreach (var name in Names)
                Assert.Equal(everything.Evaluate(name, held), Values(list, name));
        }
    }

    [Fact]
    public async Task To_choose_a_value_leaves_as_many_stories_as_it_counted()
    {
        await Queries.SampleAsync(
            async query =>
            {
                var whole = query with { Limit = 100, ExceptSelf = false };
                var list = await _client.JsonAsync($"{whole.Path}&limit=0");
                foreach (
                    var name in Names.Where(name => query.Dates.Length == 0 || name is not ("year" or "month" or "day"))
                )
                {
                    if (list["facets"]![name]!.AsArray() is not { Count: > 0 } values)
                        continue;
                    var value = values[shared.Random.Next(values.Count)]!;
                    var chosen = await _client.JsonAsync($"{whole.Choose(name, value.Text("value")).Path}&limit=0");
                    Assert.Equal(value["count"]!.GetValue<int>(), chosen.Total());
                }
            },
            iter: 30,
            threads: 1
        );
    }

    private static List<(string Value, int Count)> Values(JsonNode list, string name) =>
        [.. list["facets"]![name]!.AsArray().Select(value => (value!.Text("value"), value!["count"]!.GetValue<int>()))];

    public sealed record Story(
        string Slug,
        string Section,
        string[] Tags,
        ArticleType Type,
        string Language,
        DateTimeOffset PublishedAt,
        string[] Words
    );

    public sealed class Shared(NewsroomFixture fixture) : IAsyncLifetime
    {
        public Newsroom Newsroom { get; private set; } = null!;
        public IReadOnlyList<Story> Stories { get; private set; } = [];
        public Random Random { get; } = new(20260101);

        public async Task InitializeAsync()
        {
            Newsroom = await fixture.StartAsync();
            var editor = new Editor(Newsroom);
            await editor.AddSectionAsync("news");
            await editor.AddSectionAsync("sport");
            await editor.AddSectionAsync("football", "sport");
            foreach (var tag in Tags)
                await editor.AddTagAsync(tag, parent: tag == "place/part" ? "place/whole" : null);
            Stories = [.. Enumerable.Range(0, 60).Select(Invent)];
            foreach (var story in Stories)
            {
                var draft = Desk.Story(
                    story.Slug,
                    "Headline",
                    body: string.Join(' ', story.Words),
                    language: story.Language,
                    section: story.Section
                );
                var id = await editor.PublishAsync(
                    draft with
                    {
                        Type = story.Type,
                        Tags = story.Tags,
                    },
                    story.PublishedAt
                );
                // Counts must stand where a story comes back to, too.
                if (Random.Next(6) == 0)
                {
                    await editor.WithdrawAsync(id);
                    await editor.PublishAsync(id, story.PublishedAt);
                }
            }
            var gone = await editor.PublishAsync(Desk.Story("gone", "zavumo kelomo"));
            await editor.WithdrawAsync(gone);
        }

        public Task DisposeAsync() => Task.CompletedTask;

        private Story Invent(int number) =>
            new(
                $"story-{number}",
                Sections[Random.Next(Sections.Length)],
                [.. Tags.Where(_ => Random.Next(3) == 0)],
                (ArticleType)Random.Next(8),
                Random.Next(4) switch
                {
                    0 => "pt-BR",
                    1 => "pt",
                    2 => "de",
                    _ => "en",
                },
                // Around the turn of a year and of months, and some at the very end of a day.
                Epoch.AddDays((Random.Next(4) * 43) + Random.Next(4)).AddMicroseconds(Random.Next(2) == 0 ? 0 : -1),
                [.. Words.Where(_ => Random.Next(2) == 0)]
            );
    }

    public sealed record Query(
        string Q,
        string Section,
        string Tag,
        string Type,
        string Language,
        string Dates,
        int Limit,
        bool ExceptSelf
    )
    {
        public string Path =>
            "/v1/articles?"
            + string.Join(
                '&',
                new[]
                {
                    Parameter("q", Q),
                    Parameter("section", Section),
                    Parameter("tag", Tag),
                    Parameter("type", Type),
                    Parameter("language", Language),
                    Dates,
                    $"facets={string.Join(',', Names)}&facetLimit={Limit}&sort=newest",
                    ExceptSelf ? "facetScope=exceptSelf" : "",
                }.Where(part => part.Length > 0)
            );

        public Query Choose(string facet, string value) =>
            facet switch
            {
                "section" => this with { Section = And(Section, value) },
                "tag" => this with { Tag = And(Tag, value) },
                "type" => this with { Type = And(Type, value) },
                // Its regional forms are counted on their own, and a filter includes them.
                "language" => this with { Language = And(Language, value) },
                "year" => this with { Dates = $"from={value}-01-01&to={value}-12-31" },
                "month" => this with { Dates = $"from={value}-01&to={LastOf(value):yyyy-MM-dd}" },
                _ => this with { Dates = $"from={value}&to={value}" },
            };

        public IReadOnlyList<(string Value, int Count)> Evaluate(string facet, IEnumerable<Story> stories)
        {
            var scope = (ExceptSelf, facet) switch
            {
                (false, _) => this,
                (_, "section") => this with { Section = "" },
                (_, "tag") => this with { Tag = "" },
                (_, "type") => this with { Type = "" },
                (_, "language") => this with { Language = "" },
                _ when Dates.Contains("dateField", StringComparison.Ordinal) => this,
                _ => this with { Dates = "" },
            };
            var counts = stories
                .Where(scope.Matches)
                .SelectMany(story => Of(facet, story))
                .CountBy(value => value)
                .Select(count => (count.Key, count.Value));
            var ordered = facet switch
            {
                "year" or "month" or "day" => counts.OrderByDescending(value => value.Key, StringComparer.Ordinal),
                "tag" => counts
                    .OrderByDescending(value => value.Value)
                    .ThenByDescending(value => Array.IndexOf(Tags, value.Key)),
                _ => counts.OrderByDescending(value => value.Value).ThenBy(value => value.Key, StringComparer.Ordinal),
            };
            return [.. ordered.Take(Limit)];
        }

        private static IEnumerable<string> Of(string facet, Story story) =>
            facet switch
            {
                "section" => story.Section == "football" ? ["football", "sport"] : [story.Section],
                "tag" => story.Tags,
                "type" => [story.Type.ToString().ToLowerInvariant()],
                "language" => story.Language == "pt-BR" ? ["pt", "pt-BR"] : [story.Language],
                "year" => [story.PublishedAt.ToString("yyyy")],
                "month" => [story.PublishedAt.ToString("yyyy-MM")],
                _ => [story.PublishedAt.ToString("yyyy-MM-dd")],
            };

        private bool Matches(Story story) =>
            Q.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .All(word => word[0] == '-' ? !story.Words.Contains(word[1..]) : story.Words.Contains(word))
            && Holds(Section, name => story.Section == name || (name == "sport" && story.Section == "football"))
            && Holds(Tag, name => story.Tags.Contains(name.TrimEnd('~')) || IsBelow(name, story))
            && Holds(Type, name => story.Type.ToString().Equals(name, StringComparison.OrdinalIgnoreCase))
            && Holds(Language, name => story.Language == name || (name == "pt" && story.Language == "pt-BR"))
            && Dates switch
            {
                "" => true,
                "from=2025-02-10" => story.PublishedAt >= new DateTimeOffset(2025, 2, 10, 0, 0, 0, TimeSpan.Zero),
                "to=2025-02-12" => story.PublishedAt < new DateTimeOffset(2025, 2, 13, 0, 0, 0, TimeSpan.Zero),
                _ => story.PublishedAt >= new DateTimeOffset(2024, 12, 31, 0, 0, 0, TimeSpan.Zero)
                    && story.PublishedAt < new DateTimeOffset(2025, 6, 2, 0, 0, 0, TimeSpan.Zero),
            };

        private static bool IsBelow(string name, Story story) =>
            name == "place/whole~" && story.Tags.Contains("place/part");

        /// <summary>The few shapes of filters that occur here: names divided by one kind of operator, each perhaps negated.
        /// </summary>
        private static bool Holds(string filter, Func<string, bool> bears) =>
            filter.Length == 0
            || filter
                .Split('|')
                .Any(any => any.Split(',').All(name => name[0] == '-' ? !bears(name[1..]) : bears(name)));

        private static string And(string filter, string value) => filter.Length == 0 ? value : $"({filter}),{value}";

        private static DateOnly LastOf(string month) =>
            DateOnly.ParseExact(month + "-01", "yyyy-MM-dd").AddMonths(1).AddDays(-1);

        private static string Parameter(string name, string value) =>
            value.Length == 0 ? "" : $"{name}={Uri.EscapeDataString(value)}";
    }
}

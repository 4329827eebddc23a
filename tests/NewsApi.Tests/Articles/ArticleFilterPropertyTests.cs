using System.Net;
using CsCheck;
using NewsApi.Articles;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Articles;

/// <summary>Every combination of filters, sorts and pages answers what a plain walk over the same stories in memory does.</summary>
[Collection(NewsroomCollection.Name)]
public sealed class ArticleFilterPropertyTests(NewsroomFixture fixture)
{
    private static readonly string[] Tags = ["topic/a", "topic/b", "topic/c", "place/whole", "place/part"];
    private static readonly string[] Sections = ["news", "sport", "football"];
    private static readonly DateTimeOffset Epoch = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Gen<string> Operand = Gen.Select(
        Gen.OneOf(Tags),
        Gen.Bool,
        Gen.Bool,
        (tag, not, below) => $"{(not ? "-" : "")}{tag}{(below ? "~" : "")}"
    );

    private static readonly Gen<string> TagFilter = Gen.OneOf<string>(
        Operand,
        Gen.Select(Operand, Operand, (a, b) => $"{a},{b}"),
        Gen.Select(Operand, Operand, Operand, (a, b, c) => $"{a},({b}|{c})"),
        Gen.Select(Operand, Operand, Operand, (a, b, c) => $"{a},{b}|-({c})")
    );

    private static readonly Gen<Query> Queries = Gen.Select(
        Gen.OneOf<string>(Gen.Const(""), Gen.OneOf("news", "sport", "football", "-sport", "news|football")),
        Gen.OneOf<string>(Gen.Const(""), TagFilter),
        Gen.OneOf("", "article", "brief|opinion", "-brief"),
        Gen.OneOf("", "en", "pt", "-en"),
        Gen.OneOf("newest", "oldest", "updated"),
        Gen.Int[1, 7],
        Gen.OneOf(
            "",
            "from=2026-01-05",
            "to=2026-01-20T00:00:00Z",
            "from=2026-01-03&to=2026-01-25&dateField=firstPublished"
        ),
        (section, tag, type, language, sort, limit, dates) =>
            new Query(section, tag, type, language, sort, limit, dates)
    );

    [Fact]
    public async Task A_list_holds_just_what_a_plain_evaluation_holds_in_the_same_order_over_all_its_pages()
    {
        var newsroom = await fixture.StartAsync();
        var stories = await WriteStoriesAsync(new Editor(newsroom));

        await Queries.SampleAsync(
            async query =>
            {
                var expected = query.Evaluate(stories);
                var pages = await ReadAllAsync(newsroom.Client, query.Path);
                Assert.Equal(expected, pages.Slugs);
                Assert.Equal(expected.Count, pages.Total);
                Assert.Equal(expected, await ReadBackAsync(newsroom.Client, pages.LastPage));
            },
            iter: 150,
            threads: 1
        );
    }

    private static async Task<List<Story>> WriteStoriesAsync(Editor editor)
    {
        await editor.AddSectionAsync("news");
        await editor.AddSectionAsync("sport");
        await editor.AddSectionAsync("football", "sport");
        foreach (var tag in Tags)
            await editor.AddTagAsync(tag, parent: tag == "place/part" ? "place/whole" : null);

        var random = new Random(20260101);
        var stories = new List<Story>();
        for (var i = 0; i < 60; i++)
        {
            var story = new Story(
                $"story-{i}",
                Sections[random.Next(Sections.Length)],
                [.. Tags.Where(_ => random.Next(3) == 0)],
                (ArticleType)random.Next(8),
                random.Next(4) switch
                {
                    0 => "pt-BR",
                    1 => "pt",
                    2 => "de",
                    _ => "en",
                },
                // Some at the same instant, so that the order of equals shows.
                Epoch.AddDays(random.Next(30))
            );
            var draft = Editor.Draft(story.Slug, story.Section) with
            {
                Type = story.Type,
                Language = story.Language,
                Tags = story.Tags,
            };
            stories.Add(story with { Id = await editor.PublishAsync(draft, story.PublishedAt) });
        }
        // One tag of the vocabulary must be in public even if chance gave it to none.
        Assert.All(Tags, tag => Assert.Contains(stories, story => story.Tags.Contains(tag)));
        return stories;
    }

    private static async Task<(List<string> Slugs, int Total, string LastPage)> ReadAllAsync(
        HttpClient client,
        string path
    )
    {
        var slugs = new List<string>();
        while (true)
        {
            var page = await client.JsonAsync(path);
            slugs.AddRange(page.Items().Select(item => item.Text("slug")));
            if (page["links"]!["next"]?.GetValue<string>() is not { } next)
                return (slugs, page["total"]!["value"]!.GetValue<int>(), path);
            path = new Uri(next).PathAndQuery;
        }
    }

    private static async Task<List<string>> ReadBackAsync(HttpClient client, string path)
    {
        var slugs = new List<string>();
        while (true)
        {
            var page = await client.JsonAsync(path, HttpStatusCode.OK);
            slugs.InsertRange(0, page.Items().Select(item => item.Text("slug")));
            if (page["links"]!["prev"]?.GetValue<string>() is not { } previous)
                return slugs;
            path = new Uri(previous).PathAndQuery;
        }
    }

    private sealed record Story(
        string Slug,
        string Section,
        string[] Tags,
        ArticleType Type,
        string Language,
        DateTimeOffset PublishedAt
    )
    {
        public Guid Id { get; init; }
    }

    private sealed record Query(
        string Section,
        string Tag,
        string Type,
        string Language,
        string Sort,
        int Limit,
        string Dates
    )
    {
        public string Path =>
            "/v1/articles?"
            + string.Join(
                '&',
                new[]
                {
                    Parameter("section", Section),
                    Parameter("tag", Tag),
                    Parameter("type", Type),
                    Parameter("language", Language),
                    Dates,
                    $"sort={Sort}&limit={Limit}&fields=slug",
                }.Where(part => part.Length > 0)
            );

        public List<string> Evaluate(IEnumerable<Story> stories)
        {
            var matching = stories.Where(story =>
                Matches(Section, name => story.Section == name || (name == "sport" && story.Section == "football"))
                && Matches(Tag, name => HasTag(story, name))
                && Matches(Type, name => story.Type.ToString().Equals(name, StringComparison.OrdinalIgnoreCase))
                && Matches(
                    Language,
                    name => story.Language == name || story.Language.StartsWith(name + "-", StringComparison.Ordinal)
                )
                && InDates(story.PublishedAt)
            );
            // PostgreSQL compares ids byte by byte, as their text does.
            var ordered =
                Sort == "oldest"
                    ? matching
                        .OrderBy(story => story.PublishedAt)
                        .ThenBy(story => story.Id.ToString(), StringComparer.Ordinal)
                    : matching
                        .OrderByDescending(story => story.PublishedAt)
                        .ThenByDescending(story => story.Id.ToString(), StringComparer.Ordinal);
            return [.. ordered.Select(story => story.Slug)];
        }

        private static string Parameter(string name, string value) =>
            value.Length == 0 ? "" : $"{name}={Uri.EscapeDataString(value)}";

        private static bool HasTag(Story story, string name) =>
            story.Tags.Contains(name.TrimEnd('~')) || (name == "place/whole~" && story.Tags.Contains("place/part"));

        private bool InDates(DateTimeOffset at) =>
            Dates switch
            {
                "" => true,
                _ when Dates.Contains("&to", StringComparison.Ordinal) => at >= Epoch.AddDays(2)
                    && at < Epoch.AddDays(25),
                _ when Dates.StartsWith("from", StringComparison.Ordinal) => at >= Epoch.AddDays(4),
                _ => at <= Epoch.AddDays(19),
            };

        /// <summary>The grammar once more, written apart from the parser: the weakest operator outside parentheses divides.</summary>
        private static bool Matches(string filter, Func<string, bool> bears)
        {
            if (filter.Length == 0)
                return true;
            if (Divide(filter, '|') is { Count: > 1 } any)
                return any.Exists(part => Matches(part, bears));
            if (Divide(filter, ',') is { Count: > 1 } all)
                return all.TrueForAll(part => Matches(part, bears));
            if (filter[0] == '-')
                return !Matches(filter[1..], bears);
            return filter[0] == '(' ? Matches(filter[1..^1], bears) : bears(filter);
        }

        private static List<string> Divide(string filter, char by)
        {
            var parts = new List<string> { "" };
            var depth = 0;
            foreach (var c in filter)
            {
                depth += c switch
                {
                    '(' => 1,
                    ')' => -1,
                    _ => 0,
                };
                if (c == by && depth == 0)
                    parts.Add("");
                else
                    parts[^1] += c;
            }
            return parts;
        }
    }
}

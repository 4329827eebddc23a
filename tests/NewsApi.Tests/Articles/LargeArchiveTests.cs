using System.Globalization;
using System.Text.Json.Nodes;
using CsCheck;
using NewsApi.Search;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Articles;

/// <summary>Whatever way the statement of a list takes, its pages are those of a plain walk over all stories in memory.</summary>
[Collection(LargeArchiveCollection.Name)]
public sealed class LargeArchiveTests(LargeArchive archive)
{
    private static readonly Gen<string> Word = Gen.OneOf([.. LargeArchive.Words.Select(word => word.Lexeme)]);

    private static readonly Gen<Clause> Plain = Word.Select(word => new Clause(false, [word]));
    private static readonly Gen<Clause> AnyClause = Gen.OneOf(
        Plain,
        Gen.Select(Word, Word, (a, b) => new Clause(false, [a, b])),
        Gen.Select(Word, Word, Word, (a, b, c) => new Clause(false, [a, b, c])),
        Gen.Select(Word, Word, (a, b) => new Clause(false, [$"{a} {b}"])),
        Gen.Select(Word, Word, Word, (a, b, c) => new Clause(false, [a, $"{b} {c}"])),
        Word.Select(word => new Clause(true, [word])),
        Gen.Select(Word, Word, (a, b) => new Clause(true, [$"{a} {b}"]))
    );

    private static readonly Gen<Clause[]> Search = Gen.OneOf(
        Gen.Const<Clause[]>([]),
        Plain.Select(a => new[] { a }),
        AnyClause.Select(a => new[] { a }),
        Gen.Select(Plain, AnyClause, (a, b) => new[] { a, b }),
        Gen.Select(AnyClause, AnyClause, AnyClause, (a, b, c) => new[] { a, b, c })
    );

    private static readonly Gen<Condition> Tag = Filter(
        "tag",
        [.. LargeArchive.Tags.Take(9).Select(tag => tag.Name), "place/europe~", "place/france~", "place/paris~"],
        HasTag
    );
    private static readonly Gen<Condition> Section = Filter(
        "section",
        [.. LargeArchive.Sections.Select(section => section.Slug)],
        (story, name) => story.Sections.Contains(name)
    );
    private static readonly Gen<Condition> Type = Filter(
        "type",
        ["article", "analysis", "brief", "opinion", "gallery", "live"],
        (story, name) => story.Type == name
    );
    private static readonly Gen<Condition> Language = Filter(
        "language",
        ["en", "en-GB", "de", "pt", "cy", "fr"],
        (story, name) => story.Language == name || story.Language.StartsWith(name + "-", StringComparison.Ordinal)
    );
    private static readonly Gen<Condition> Dates = Gen.Select(
        Gen.OneOf("published", "firstPublished", "updated"),
        Gen.Int[2000, 2024],
        Gen.Int[0, 4],
        (field, year, years) =>
            new Condition(
                $"from={year}-05-01&to={year + years}-10-31&dateField={field}",
                story =>
                    (
                        field switch
                        {
                            "published" => story.PublishedAt,
                            "updated" => story.UpdatedAt,
                            _ => story.FirstPublishedAt,
                        }
                    )
                        is var at
                    && at >= Day(year, 5, 1)
                    && at < Day(year + years, 11, 1)
            )
    );

    private static readonly Gen<Query> Queries = Gen.Select(
        Search,
        Gen.OneOf(Gen.Const(Condition.None), Gen.Const(Condition.None), Tag),
        Gen.OneOf(Gen.Const(Condition.None), Gen.Const(Condition.None), Section),
        Gen.OneOf(
            Gen.Const(Condition.None),
            Gen.Const(Condition.None),
            Gen.Const(Condition.None),
            Type,
            Language,
            Dates
        ),
        Gen.OneOf("newest", "oldest", "updated", "relevance", "relevance"),
        Gen.OneOf("", "", "headline", "standfirst,body"),
        Gen.Select(Gen.OneOf(1, 20, 100), Gen.Int[0, 1_000_000]),
        (search, tag, section, other, sort, fields, page) =>
            new Query(
                search,
                [tag, section, other],
                search.Length == 0 && sort == "relevance" ? "newest" : sort,
                search.Length == 0 ? "" : fields,
                page.Item1,
                page.Item2
            )
    );

    private readonly HttpClient _client = archive.Newsroom.Client;

    [Fact]
    public void The_archive_is_as_large_and_mixed_as_these_tests_need()
    {
        var stories = archive.Stories;

        Assert.Equal(LargeArchive.StoryCount, stories.Count);
        foreach (var word in LargeArchive.Words)
        {
            var having = stories.Count(story => story.Words.ContainsKey(word.Lexeme));
            Assert.InRange(having, 1 + (int)(0.5 * word.Share * word.Last), (int)(1.5 * word.Share * word.Last) + 5);
        }
        Assert.All(LargeArchive.Tags, tag => Assert.Contains(stories, story => story.Tags.Contains(tag.Name)));
        Assert.All(
            LargeArchive.Sections,
            section => Assert.Contains(stories, story => story.Sections[^1] == section.Slug)
        );
        Assert.InRange(
            stories.Count(story => story.Tags.Contains("topic/analogue") && story.Tags.Contains("topic/digital")),
            1,
            19
        );
    }

    [Fact]
    public Task Pages_totals_and_facets_are_those_of_a_plain_evaluation() =>
        Queries.SampleAsync(CheckAsync, iter: 60, threads: 1);

    [Theory]
    [InlineData("kroft")]
    [InlineData("zimp")]
    [InlineData("dalk")]
    [InlineData("morv")]
    [InlineData("oldvrast")]
    [InlineData("kroft blund")]
    [InlineData("kroft OR blund OR zimp")]
    [InlineData("dalk -blund")]
    public async Task Deep_pages_by_relevance_go_on_where_the_top_tiers_end(string q)
    {
        var query = new Query(Clause.Parse(q), [], "relevance", "", 100, 0);
        var expected = await ExpectedAsync(query);
        for (var number = 1; number <= 100 && (number - 1) * 100 <= expected.Count; number += 33)
            await CheckNumberedAsync(query, expected, number);
    }

    [Fact]
    public async Task The_way_back_by_relevance_misses_no_story_that_scores_just_the_bound_of_a_look()
    {
        // Of this word a first look reads the lowest tier but one; so the level below it is what the others reach.
        var query = new Query(Clause.Parse("dalk"), [], "relevance", "", 20, 0);
        var expected = await ExpectedAsync(query);
        var first = expected.FindIndex(story => story.Words["dalk"].Level == TermKey.Tiers[1] - 1);

        await CheckNumberedAsync(query, expected, (first / query.Limit) + 4);
    }

    [Theory]
    [InlineData("tag=topic/analogue,topic/digital")]
    [InlineData("tag=topic/politics,topic/health")]
    [InlineData("tag=topic/politics,-topic/health")]
    [InlineData("section=sport&tag=topic/analogue,-topic/politics")]
    [InlineData("q=oldvrast")]
    [InlineData("q=oldvrast&tag=topic/digital")]
    [InlineData("q=oldtick")]
    [InlineData("q=nulk")]
    public async Task Lists_in_the_order_of_time_are_complete_whether_walked_or_gathered(string conditions)
    {
        foreach (var sort in new[] { "newest", "oldest", "updated" })
        {
            foreach (var limit in new[] { 1, 100 })
                await CheckAsync(Query.Parse(conditions, sort, limit));
        }
    }

    private async Task CheckAsync(Query query)
    {
        var first = await _client.JsonAsync(query.Path);
        if (first["search"]?.Text("match") == "some")
        {
            await CheckSomeAsync(query, first);
            return;
        }
        var expected = await ExpectedAsync(query);
        CheckPage(query, expected, 0, first);
        CheckTotal(query, expected.Count, first);

        var at = 0;
        var page = first;
        for (var step = 0; step < 2 && page["links"]!["next"] is { } next; step++)
        {
            page = await _client.JsonAsync(PathOf(next));
            CheckPage(query, expected, at += query.Limit, page);
            CheckTotal(query, expected.Count, page);
        }
        for (; at > 0; at -= query.Limit)
        {
            page = await _client.JsonAsync(PathOf(page["links"]!["prev"]!));
            CheckPage(query, expected, at - query.Limit, page);
        }
        var numbers = Math.Min(10_000, expected.Count + query.Limit) / query.Limit;
        await CheckNumberedAsync(query, expected, 1 + (query.Seed % Math.Max(1, numbers)));
        if (query.Seed % 4 == 0)
            await CheckFacetsAsync(query, expected);
    }

    private async Task CheckNumberedAsync(Query query, List<ArchiveStory> expected, int number)
    {
        var start = (number - 1) * query.Limit;
        var page = await _client.JsonAsync($"{query.Path}&page={number}");
        CheckPage(query, expected, start, page);
        CheckTotal(query, expected.Count, page);
        if (page["links"]!["next"] is { } next)
        {
            var further = await _client.JsonAsync(PathOf(next));
            CheckPage(query, expected, start + query.Limit, further);
            var back = await _client.JsonAsync(PathOf(further["links"]!["prev"]!));
            Assert.Equal(page["items"]!.ToJsonString(), back["items"]!.ToJsonString());
        }
        if (page["links"]!["prev"] is { } previous && start <= expected.Count)
            CheckPage(query, expected, start - query.Limit, await _client.JsonAsync(PathOf(previous)));
    }

    private static void CheckPage(Query query, List<ArchiveStory> expected, int start, JsonNode page)
    {
        var ids = page.Items().Select(item => item.Text("id"));
        Assert.Equal(expected.Skip(start).Take(query.Limit).Select(story => story.Id.ToString()), ids);
        Assert.Equal(start + query.Limit < expected.Count, page["links"]!["next"] is not null);
        // Nobody knows of a page in front of the first one without having looked.
        if (start <= 0)
            Assert.Null(page["links"]!["prev"]);
    }

    private static void CheckTotal(Query query, int count, JsonNode page)
    {
        var total = page["total"]!["value"]!.GetValue<int>();
        if (page["total"]!.Text("relation") == "exact")
            Assert.Equal(count, total);
        else
            Assert.InRange(total, Math.Min(query.Limit, 1), count);
    }

    /// <summary>Where few have all the words, these are among those that have some.</summary>
    private async Task CheckSomeAsync(Query query, JsonNode page)
    {
        Assert.Equal("relevance", query.Sort);
        var all = await ExpectedAsync(query);
        Assert.InRange(all.Count, 0, 9);
        Assert.Equal(all.Count, page["search"]!["havingAllWords"]!.GetValue<int>());
        if (page["links"]!["next"] is null)
            Assert.Subset(
                page.Items().Select(item => item.Text("id")).ToHashSet(StringComparer.Ordinal),
                all.Select(story => story.Id.ToString()).ToHashSet(StringComparer.Ordinal)
            );
        Assert.True(page["total"]!["value"]!.GetValue<int>() > all.Count);
    }

    private async Task CheckFacetsAsync(Query query, List<ArchiveStory> expected)
    {
        const int Limit = 100;
        var page = await _client.JsonAsync(
            $"{query.PathOf(0)}&facets=section,tag,type,language,year,month&facetLimit={Limit}"
        );
        Check("section", story => story.Sections);
        Check("tag", story => story.Tags);
        Check("type", story => [story.Type]);
        Check("language", story => [.. new[] { story.Language, story.Language.Split('-')[0] }.Distinct()]);
        Check("year", story => [story.PublishedAt.ToString("yyyy", CultureInfo.InvariantCulture)]);
        Check("month", story => [story.PublishedAt.ToString("yyyy-MM", CultureInfo.InvariantCulture)]);

        void Check(string facet, Func<ArchiveStory, string[]> values)
        {
            var counted = expected
                .SelectMany(values)
                .CountBy(value => value)
                .OrderByDescending(value => value.Key, StringComparer.Ordinal)
                .Take(Limit);
            var answered = page["facets"]![facet]!
                .AsArray()
                .Select(value => KeyValuePair.Create(value!.Text("value"), value!["count"]!.GetValue<int>()))
                .OrderByDescending(value => value.Key, StringComparer.Ordinal);
            Assert.Equal(counted, answered);
        }
    }

    private async Task<List<ArchiveStory>> ExpectedAsync(Query query)
    {
        var matching = archive.Stories.Where(query.Holds);
        if (query.Sort != "relevance")
            return query.Sort switch
            {
                "oldest" => [.. matching],
                "updated" => [.. matching.OrderByDescending(story => story.UpdatedAt).ThenByDescending(IdOf)],
                _ => [.. matching.Reverse()],
            };
        var weights = await WeightsAsync(query);
        return
        [
            .. matching
                .OrderByDescending(story =>
                    weights.Sum(word => word.Value * story.Words.GetValueOrDefault(word.Key).Level)
                )
                .ThenByDescending(story => story.PublishedAt)
                .ThenByDescending(IdOf),
        ];
    }

    // PostgreSQL compares ids byte by byte, as their text does.
    private static UInt128 IdOf(ArchiveStory story) =>
        UInt128.Parse(story.Id.ToString("N"), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    /// <summary>What one level of each word adds to the score.</summary>
    private async Task<Dictionary<string, int>> WeightsAsync(Query query)
    {
        var explanation = await _client.JsonAsync(
            query.Path.Replace("/v1/articles?", "/v1/explain?", StringComparison.Ordinal)
        );
        return explanation["search"]!["clauses"]!
            .AsArray()
            .Where(clause => !clause!["excluded"]!.GetValue<bool>())
            .SelectMany(clause => clause!["alternatives"]!.AsArray())
            .SelectMany(phrase => phrase!["words"]!.AsArray())
            .DistinctBy(word => word!.Text("text"))
            .ToDictionary(word => word!.Text("text"), word => word!["weight"]!.GetValue<int>(), StringComparer.Ordinal);
    }

    private static string PathOf(JsonNode link) => new Uri(link.GetValue<string>()).PathAndQuery;

    private static DateTimeOffset Day(int year, int month, int day) => new(year, month, day, 0, 0, 0, TimeSpan.Zero);

    private static bool HasTag(ArchiveStory story, string name) =>
        story.Tags.Contains(name.TrimEnd('~'))
        || name switch
        {
            "place/europe~" => story.Tags.Contains("place/france") || story.Tags.Contains("place/paris"),
            "place/france~" => story.Tags.Contains("place/paris"),
            _ => false,
        };

    private static Gen<Condition> Filter(string parameter, string[] names, Func<ArchiveStory, string, bool> has)
    {
        var name = Gen.OneOf(names);
        return Gen.OneOf(
                name.Select(a => new Condition(a, story => has(story, a))),
                name.Select(a => new Condition("-" + a, story => !has(story, a))),
                Gen.Select(name, name, (a, b) => new Condition($"{a},{b}", story => has(story, a) && has(story, b))),
                Gen.Select(name, name, (a, b) => new Condition($"{a}|{b}", story => has(story, a) || has(story, b))),
                Gen.Select(name, name, (a, b) => new Condition($"{a},-{b}", story => has(story, a) && !has(story, b))),
                Gen.Select(
                    name,
                    name,
                    (a, b) => new Condition($"-({a}|{b})", story => !has(story, a) && !has(story, b))
                ),
                Gen.Select(
                    name,
                    name,
                    name,
                    (a, b, c) =>
                        new Condition($"{a},({b}|{c})", story => has(story, a) && (has(story, b) || has(story, c)))
                )
            )
            .Select(condition => condition with { Text = $"{parameter}={Uri.EscapeDataString(condition.Text)}" });
    }

    /// <summary>A condition of the address, and what it means.</summary>
    private sealed record Condition(string Text, Func<ArchiveStory, bool> Holds)
    {
        public static readonly Condition None = new("", _ => true);

        public override string ToString() => Text;
    }

    /// <summary>A clause of <c>q</c>; alternatives of two words are phrases.</summary>
    private sealed record Clause(bool IsExcluded, string[] Alternatives)
    {
        public static Clause[] Parse(string q) =>
            q.Contains(" OR ", StringComparison.Ordinal)
                ? [new(false, q.Split(" OR "))]
                : [.. q.Split(' ').Select(word => new Clause(word[0] == '-', [word.TrimStart('-')]))];

        public bool Holds(ArchiveStory story, SearchField fields) =>
            Alternatives.Any(alternative => Has(story, alternative, fields)) != IsExcluded;

        public override string ToString() =>
            (IsExcluded ? "-" : "")
            + string.Join(" OR ", Alternatives.Select(text => text.Contains(' ') ? $"\"{text}\"" : text));

        private static bool Has(ArchiveStory story, string text, SearchField fields) =>
            text.Contains(' ')
                ? story
                    .Lines.Where((line, at) => fields.HasFlag((SearchField)(1 << at)) && line.Contains($" {text} "))
                    .Any()
                : (story.Words.GetValueOrDefault(text).Fields & fields) != SearchField.None;
    }

    private sealed record Query(
        Clause[] Search,
        Condition[] Conditions,
        string Sort,
        string Fields,
        int Limit,
        int Seed
    )
    {
        public string Path => PathOf(Limit);

        /// <summary>Reads what fixed tests ask for: a word, a section, tags that a story must have or must not have.</summary>
        public static Query Parse(string conditions, string sort, int limit)
        {
            var search = Array.Empty<Clause>();
            var read = new List<Condition>();
            foreach (
                var (name, value) in conditions.Split('&').Select(part => (part.Split('=')[0], part.Split('=')[1]))
            )
            {
                if (name == "q")
                    search = Clause.Parse(value);
                else
                    read.Add(
                        new(
                            $"{name}={value}",
                            story =>
                                value
                                    .Split(',')
                                    .All(part =>
                                        (name == "tag" ? story.Tags : story.Sections).Contains(part.TrimStart('-'))
                                        != part.StartsWith('-')
                                    )
                        )
                    );
            }
            return new(search, [.. read], sort, "", limit, 12_344);
        }

        public string PathOf(int limit)
        {
            string[] parts =
            [
                Search.Length == 0 ? "" : "q=" + Uri.EscapeDataString(string.Join<Clause>(' ', Search)),
                Fields.Length == 0 ? "" : "qFields=" + Fields,
                .. Conditions.Select(condition => condition.Text),
                $"sort={Sort}&limit={limit}&fields=id",
            ];
            return "/v1/articles?" + string.Join('&', parts.Where(part => part.Length > 0));
        }

        public bool Holds(ArchiveStory story) =>
            Array.TrueForAll(Conditions, condition => condition.Holds(story))
            && Array.TrueForAll(Search, clause => clause.Holds(story, SearchedFields));

        public override string ToString() => $"{Path} ({Seed})";

        private SearchField SearchedFields =>
            Fields switch
            {
                "headline" => SearchField.Headline,
                "standfirst,body" => SearchField.Standfirst | SearchField.Body,
                _ => SearchField.All,
            };
    }
}

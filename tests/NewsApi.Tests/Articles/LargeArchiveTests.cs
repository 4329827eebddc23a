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
        ArchiveQueries.Any.SampleAsync(CheckAsync, iter: 60, threads: 1);

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
        var query = new ArchiveQuery(ArchiveClause.Parse(q), [], "relevance", "", 100, 0);
        var expected = await ExpectedAsync(query);
        for (var number = 1; number <= 100 && (number - 1) * 100 <= expected.Count; number += 33)
            await CheckNumberedAsync(query, expected, number);
    }

    [Fact]
    public async Task The_way_back_by_relevance_misses_no_story_that_scores_just_the_bound_of_a_look()
    {
        // Of this word a first look reads the lowest tier but one; so the level below it is what the others reach.
        var query = new ArchiveQuery(ArchiveClause.Parse("dalk"), [], "relevance", "", 20, 0);
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
                await CheckAsync(ArchiveQuery.Parse(conditions, sort, limit));
        }
    }

    private async Task CheckAsync(ArchiveQuery query)
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

    private async Task CheckNumberedAsync(ArchiveQuery query, List<ArchiveStory> expected, int number)
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

    private static void CheckPage(ArchiveQuery query, List<ArchiveStory> expected, int start, JsonNode page)
    {
        var ids = page.Items().Select(item => item.Text("id"));
        Assert.Equal(expected.Skip(start).Take(query.Limit).Select(story => story.Id.ToString()), ids);
        Assert.Equal(start + query.Limit < expected.Count, page["links"]!["next"] is not null);
        // Nobody knows of a page in front of the first one without having looked.
        if (start <= 0)
            Assert.Null(page["links"]!["prev"]);
    }

    private static void CheckTotal(ArchiveQuery query, int count, JsonNode page)
    {
        var total = page["total"]!["value"]!.GetValue<int>();
        if (page["total"]!.Text("relation") == "exact")
            Assert.Equal(count, total);
        else
            Assert.InRange(total, Math.Min(query.Limit, 1), count);
    }

    /// <summary>Where few have all the words, these are among those that have some.</summary>
    private async Task CheckSomeAsync(ArchiveQuery query, JsonNode page)
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

    private async Task CheckFacetsAsync(ArchiveQuery query, List<ArchiveStory> expected)
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

    private async Task<List<ArchiveStory>> ExpectedAsync(ArchiveQuery query)
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
    private async Task<Dictionary<string, int>> WeightsAsync(ArchiveQuery query)
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
}

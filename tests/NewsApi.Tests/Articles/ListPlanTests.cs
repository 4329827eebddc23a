using System.Collections.Concurrent;
using System.Globalization;
using System.Web;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NewsApi.Articles;
using NewsApi.Filtering;
using NewsApi.Http;
using NewsApi.Paging;
using NewsApi.Search;
using NewsApi.Selection;
using NewsApi.Storage;
using NewsApi.Tags;
using Npgsql;
using Xunit;

namespace NewsApi.Tests.Articles;

/// <summary>How PostgreSQL goes about the statements of lists, explained under the role and with the parameters of the service.
/// Of a plan only what was executed counts: statements hold several ways to their answer.</summary>
[Collection(LargeArchiveCollection.Name)]
public sealed class ListPlanTests
{
    private const int Take = PageRequest.DefaultLimit + 1;

    /// <summary>A list that is not in order may be sorted up to this length; see <see cref="ArticleListStatement"/>.</summary>
    private const int Gathered = 3000;

    private const string Explain = "explain (analyze, timing off, format json) ";

    private readonly LargeArchive _archive;
    private readonly DeliveryDatabase _database;
    private readonly TermRepository _terms;
    private readonly FilterNames _names;

    public ListPlanTests(LargeArchive archive)
    {
        _archive = archive;
        _database = archive.Newsroom.Services.GetRequiredService<DeliveryDatabase>();
        _terms = archive.Newsroom.Services.GetRequiredService<TermRepository>();
        _names = archive.Newsroom.Services.GetRequiredService<FilterNames>();
    }

    [Theory]
    [InlineData("", "article_index_rows_published_at_article_id_idx")]
    [InlineData("sort=oldest", "article_index_rows_published_at_article_id_idx")]
    [InlineData("sort=updated", "article_index_rows_updated_at_article_id_idx")]
    [InlineData("cursor=20000", "article_index_rows_published_at_article_id_idx")]
    [InlineData("from=2010-01-01&to=2010-12-31", "article_index_rows_published_at_article_id_idx")]
    [InlineData("section=sport", "article_sections_section_id_published_at_article_id_idx")]
    [InlineData("section=sport&sort=updated", "article_sections_section_id_updated_at_article_id_idx")]
    [InlineData("tag=topic/politics", "article_tags_tag_id_published_at_article_id_idx")]
    [InlineData("tag=topic/politics&cursor=20000", "article_tags_tag_id_published_at_article_id_idx")]
    [InlineData("tag=topic/politics&from=2010-01-01&to=2010-12-31", "article_tags_tag_id_published_at_article_id_idx")]
    [InlineData("tag=topic/politics,topic/health", "article_tags_tag_id_published_at_article_id_idx")]
    [InlineData("tag=topic/politics,-topic/health", "article_tags_tag_id_published_at_article_id_idx")]
    [InlineData("section=sport&tag=topic/politics", "article_sections_section_id_published_at_article_id_idx")]
    [InlineData("tag=-topic/politics", "article_index_rows_published_at_article_id_idx")]
    [InlineData("tag=topic/politics|topic/health", "article_index_rows_published_at_article_id_idx")]
    [InlineData("type=analysis", "article_index_rows_published_at_article_id_idx")]
    [InlineData("language=en", "article_index_rows_published_at_article_id_idx")]
    [InlineData("q=kroft&sort=newest", "article_index_rows_published_at_article_id_idx")]
    [InlineData("q=kroft+blund&sort=newest&cursor=20000", "article_index_rows_published_at_article_id_idx")]
    [InlineData("q=kroft&tag=topic/politics&sort=newest", "article_tags_tag_id_published_at_article_id_idx")]
    [InlineData("q=%22kroft+blund%22&sort=newest", "article_index_rows_published_at_article_id_idx")]
    public async Task What_many_stories_match_is_walked_in_its_order_until_the_page_is_full(string list, string index)
    {
        var plan = Assert.Single(await ListAsync(list));

        plan.Has(node => node.Index == index, "goes along the list");
        plan.HasNo(node => node.Index == "article_index_keys", "gathers");
        plan.HasNo(node => node.IsSort && node.RowsIn > Take, "sorts more than the page");
    }

    [Theory]
    [InlineData("tag=topic/chess,topic/politics")]
    [InlineData("tag=topic/chess,-topic/politics")]
    [InlineData("section=chess&type=article")]
    [InlineData("q=nulk&sort=newest")]
    [InlineData("q=lorp&sort=oldest")]
    [InlineData("q=gripk&sort=newest")]
    [InlineData("q=gripk+kroft&sort=newest")]
    [InlineData("q=gripk+kroft&tag=topic/politics&sort=newest")]
    [InlineData("q=julm+OR+lorp&sort=newest")]
    [InlineData("q=%22gripk+holb%22&sort=newest")]
    public async Task What_few_stories_match_is_gathered_and_sorted(string list)
    {
        var plan = Assert.Single(await ListAsync(list));

        plan.Has(node => node.Index is "article_index_keys", "comes by the inverted index");
        plan.HasNo(node => node.IsSort && node.RowsIn > Gathered, "sorts more than it gathers");
        plan.HasNo(node => node.IsOfStories && node.RowsOut > Gathered, "reads more stories than it gathers");
    }

    [Theory]
    [InlineData("tag=topic/analogue,topic/digital")]
    [InlineData("language=cy")]
    [InlineData("type=gallery")]
    [InlineData("tag=topic/digital&q=oldvrast&sort=newest")]
    public async Task What_turns_out_to_be_rare_is_walked_for_a_while_and_then_gathered(string list)
    {
        var plan = Assert.Single(await ListAsync(list));

        plan.Has(node => node.Index is "article_index_keys", "comes by the inverted index in the end");
        plan.HasNo(node => node.IsSort && node.RowsIn > Gathered, "sorts more than it gathers");
        plan.HasNo(node => node.IsOfStories && node.RowsOut > 4000, "walks on and on");
    }

    [Fact]
    public async Task Stories_asked_for_by_their_ids_are_looked_up()
    {
        var ids = string.Join(',', _archive.Stories.Take(100).Select(story => story.Id));
        var plan = Assert.Single(await ListAsync($"ids={ids}"));

        plan.HasNo(node => node.IsOfStories && node.RowsOut > 200, "reads other stories");
    }

    [Theory]
    [InlineData("from=2010-01-01&to=2010-12-31&dateField=firstPublished")]
    [InlineData("from=2010-01-01&to=2010-12-31&dateField=updated")]
    public async Task A_range_of_dates_beside_the_order_is_read_once(string list)
    {
        var plan = Assert.Single(await ListAsync(list));

        plan.HasNo(node => node.IsOfStories && node.RowsOut > 4000, "reads other years");
    }

    [Theory]
    [InlineData("q=kroft", 5000)]
    [InlineData("q=zimp", 5000)]
    [InlineData("q=dalk", 5000)]
    [InlineData("q=nulk", 10)]
    [InlineData("q=gripk", 2000)]
    [InlineData("q=kroft+blund", 15_000)]
    [InlineData("q=kroft+nulk", 10)]
    [InlineData("q=kroft+OR+nulk", 5000)]
    [InlineData("q=%22gripk+holb%22", 200)]
    [InlineData("q=kroft&tag=topic/chess", 20)]
    [InlineData("q=kroft&section=sport", 5000)]
    [InlineData("q=kroft+-blund", 5000)]
    public async Task By_relevance_the_first_look_reads_the_top_tiers_by_the_inverted_index(string list, int atMost)
    {
        var first = (await ListAsync($"{list}&sort=relevance"))[0];

        first.Has(node => node.Index is "article_index_keys", "comes by the inverted index");
        first.HasNo(node => node.Name == "Bitmap Heap Scan" && node.RowsOut > atMost, "ranks too many");
    }

    [Theory]
    [InlineData("q=julm+lorp", 1000)]
    [InlineData("q=kroft+blund+nulk+lorp", 5000)]
    public async Task Stories_with_some_of_the_words_come_by_the_telling_ones(string list, int atMost)
    {
        foreach (var plan in await ListAsync($"{list}&sort=relevance", SearchMatch.Some))
        {
            plan.Has(node => node.Index is "article_index_keys", "comes by the inverted index");
            plan.HasNo(node => node.IsOfStories && node.RowsOut > atMost, "ranks too many");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("section=sport")]
    public async Task Facets_of_everything_and_of_a_section_are_kept_ready(string list)
    {
        var plan = await FacetsAsync(list);

        plan.HasNo(node => node.Relation == "article_index_rows", "counts stories");
    }

    [Theory]
    [InlineData("q=gripk")]
    [InlineData("q=kroft")]
    [InlineData("tag=topic/chess")]
    [InlineData("tag=topic/politics")]
    [InlineData("section=sport&type=analysis")]
    public async Task Facets_of_a_result_are_counted_over_its_stories_alone(string list)
    {
        var plan = await FacetsAsync(list);

        plan.Has(node => node.Index is "article_index_keys", "comes by the inverted index");
    }

    [Fact]
    public async Task Tags_for_a_prefix_come_by_their_phrases()
    {
        var plans = await TagsAsync(async tags =>
        {
            await tags.SuggestAsync("fa", null, 10, Readership.Everyone, CancellationToken.None);
            await tags.SuggestAsync("fa", "event", 10, Readership.Everyone, CancellationToken.None);
        });

        Assert.Equal(2, plans.Count);
    }

    [Theory]
    [InlineData(TagSort.Title)]
    [InlineData(TagSort.Usage)]
    [InlineData(TagSort.Recent)]
    public async Task Tags_of_a_section_are_kept_ready(TagSort sort)
    {
        var plans = await TagsAsync(async tags =>
        {
            await tags.ListAsync(
                new(null, null, "sport"),
                sort,
                PageRequest.First,
                Readership.Everyone,
                CancellationToken.None
            );
            await tags.ListAsync(
                new("event", "fa", "sport"),
                sort,
                PageRequest.First,
                Readership.Everyone,
                CancellationToken.None
            );
        });

        Assert.Equal(2, plans.Count);
        Assert.All(plans, plan => plan.HasNo(node => node.IsOfStories && !node.IsOfExpiry, "looks at stories"));
    }

    /// <summary>The plans of a list: one in the order of time, one for each look by relevance.</summary>
    private async Task<IReadOnlyList<ExecutedPlan>> ListAsync(string list, SearchMatch match = SearchMatch.All)
    {
        var request = await RequestAsync(list, match);
        var now = TimeProvider.System.GetUtcNow();
        if (request.Sort != ArticleSort.Relevance)
            return [await ExplainAsync(new ArticleListStatement(request, now).Compose())];
        var plans = new List<ExecutedPlan>();
        foreach (var depth in SearchDepth.For(request.Search!.Plan, new RankedArticleStatement(request, now).AtMost))
            plans.Add(await ExplainAsync(new RankedArticleStatement(request, now).Compose(depth)));
        return plans;
    }

    private async Task<ExecutedPlan> FacetsAsync(string list)
    {
        var facets = new FacetRequest(Enum.GetValues<FacetName>(), FacetRequest.DefaultLimit, FacetScope.Result);
        var request = await RequestAsync(list, SearchMatch.All);
        FacetStatement Statement() => new(request, facets, TimeProvider.System.GetUtcNow());

        return await ExplainAsync(Statement().IsKept ? Statement().ReadKept() : Statement().Count());
    }

    /// <summary>The plans of statements that a repository keeps to itself: they are taken down as they run.</summary>
    private async Task<IReadOnlyList<ExecutedPlan>> TagsAsync(Func<TagRepository, Task> ask)
    {
        using var log = new StatementLog();
        var builder = new NpgsqlDataSourceBuilder(_archive.Newsroom.Connections.Delivery);
        builder.UseLoggerFactory(log).EnableParameterLogging();
        await using var database = new DeliveryDatabase(builder.Build(), new(TimeProvider.System));
        await ask(new TagRepository(database));
        var plans = new List<ExecutedPlan>();
        foreach (var (sql, values) in log.Statements)
        {
            await using var connection = await _database.OpenAsync(CancellationToken.None);
            await using var command = new NpgsqlCommand(Explain + sql, connection);
            foreach (var value in values)
                command.Parameters.Add(new() { Value = value });
            plans.Add(Checked((string)(await command.ExecuteScalarAsync())!, sql));
        }
        return plans;
    }

    private async Task<ExecutedPlan> ExplainAsync((string Sql, DynamicParameters Parameters) statement)
    {
        await using var connection = await _database.OpenAsync(CancellationToken.None);
        return Checked(
            await connection.QuerySingleAsync<string>(Explain + statement.Sql, statement.Parameters),
            statement.Sql
        );
    }

    /// <summary>No plan may read all stories, or look something up for each row.</summary>
    private static ExecutedPlan Checked(string json, string sql)
    {
        var plan = new ExecutedPlan(json, sql);
        plan.HasNo(node => node.IsUnboundedScan, "reads all stories");
        plan.HasNo(node => node.AsksForEachRow, "looks something up for each row");
        return plan;
    }

    private async Task<ArticleRequest> RequestAsync(string list, SearchMatch match)
    {
        var given = HttpUtility.ParseQueryString(list);
        var filter = new ArticleFilter
        {
            Section = Read<FilterExpression>(given["section"]),
            Tag = Read<FilterExpression>(given["tag"]),
            Type = Read<FilterExpression>(given["type"]),
            Language = Read<FilterExpression>(given["language"]),
            Ids = Read<ArticleIds>(given["ids"])?.Values,
            From = Read<Moment>(given["from"]),
            To = Read<Moment>(given["to"]),
            DateField = given["dateField"] is { } field ? Choice<DateField>.Words[field] : DateField.Published,
        };
        var names = await _names.ResolveAsync(
            filter,
            Readership.Everyone,
            (_, fault) => Assert.Fail(fault),
            CancellationToken.None
        );
        ArticleSearch? search = null;
        if (Read<SearchQuery>(given["q"]) is { } query)
        {
            var plan = SearchPlan.Of(query, await _terms.ResolveAsync(query.Words, CancellationToken.None));
            search = new(plan with { Match = match }, SearchField.All);
        }
        Cursor? cursor = null;
        if (given["cursor"] is { } number)
        {
            var story = _archive.Stories[int.Parse(number, CultureInfo.InvariantCulture)];
            var microseconds = (story.PublishedAt - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
            cursor = new(Backwards: false, $"{microseconds} 0 ", story.Id.ToString("N"));
        }
        return new()
        {
            Filter = filter,
            Names = names,
            Readers = Readership.Everyone,
            Search = search,
            Sort = given["sort"] is { } sort ? Choice<ArticleSort>.Words[sort] : ArticleSort.Newest,
            Page = PageRequest.First with { Cursor = cursor },
            Members = ArticleMembers.Headline,
        };
    }

    private static T? Read<T>(string? text)
        where T : class, IParameterValue<T>
    {
        if (text is null)
            return null;
        Assert.True(T.TryRead(text, out var value, out var fault), fault);
        return value;
    }

    /// <summary>Takes down the statements that Npgsql runs.</summary>
    private sealed class StatementLog : ILoggerFactory, ILogger
    {
        private readonly ConcurrentQueue<(string Sql, object[] Values)> _statements = new();

        public IEnumerable<(string Sql, object[] Values)> Statements => _statements;

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public void Dispose() { }

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            if (state is not IReadOnlyList<KeyValuePair<string, object?>> members)
                return;
            var told = members.ToDictionary(member => member.Key, member => member.Value, StringComparer.Ordinal);
            if (told.GetValueOrDefault("CommandText") is string sql)
                _statements.Enqueue(
                    (sql, told.GetValueOrDefault("Parameters") is IEnumerable<object> values ? [.. values] : [])
                );
        }
    }
}

using Dapper;
using NewsApi.Following;
using NewsApi.Paging;
using NewsApi.Selection;
using NewsApi.Storage;
using Npgsql;

namespace NewsApi.Articles;

/// <summary>Reads articles from the schema <c>delivery</c>: one statement for each question.</summary>
public sealed class ArticleRepository
{
    private const int LookedUpTogether = 100;

    private readonly DeliveryDatabase _database;
    private readonly TimeProvider _time;
    private readonly Gathering<ArticleLookup> _whole;
    private readonly Gathering<ArticleLookup> _withoutBody;

    public ArticleRepository(DeliveryDatabase database, TimeProvider time)
    {
        (_database, _time) = (database, time);
        _whole = Lookups(ArticleMembers.All);
        _withoutBody = Lookups(ArticleMembers.Summary);
    }

    private Gathering<ArticleLookup> Lookups(ArticleMembers members) =>
        // Those who ask may go one by one; what is read for the others goes on.
        new(
            names => FindManyAsync(names, members, Readership.Everyone, CancellationToken.None),
            LookedUpTogether,
            _time
        );

    /// <summary>A page of the articles asked for.</summary>
    /// <remarks>By relevance the most important stories of a common word are looked at first, and more of them only where
    /// these do not fill the page: that is rare.</remarks>
    public async Task<ArticleListRows> ListAsync(ArticleRequest request, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        if (request.Sort != ArticleSort.Relevance)
        {
            var statement = new ArticleListStatement(request, now);
            return await ReadAsync(request, statement.Compose(), statement.IsPrepared, cancellationToken);
        }
        var depths = SearchDepth.For(request.Search!.Plan, new RankedArticleStatement(request, now).AtMost);
        foreach (var depth in depths)
        {
            var ranked = new RankedArticleStatement(request, now);
            var list = await ReadAsync(request, ranked.Compose(depth), isPrepared: false, cancellationToken);
            if (depth.IsWhole || ranked.IsFilledBy(list.Found, depth))
                return list;
        }
        throw new InvalidOperationException("The last look is at all stories.");
    }

    /// <summary>Counts the whole result by what its articles have.</summary>
    public async Task<Facets> FacetsAsync(
        ArticleRequest request,
        FacetRequest facets,
        CancellationToken cancellationToken
    )
    {
        FacetStatement Statement() => new(request, facets, _time.GetUtcNow());

        var rows = Statement().IsKept ? await ReadFacetsAsync(Statement().ReadKept(), cancellationToken) : [];
        if (rows.Count == 0)
            rows = await ReadFacetsAsync(Statement().Count(), cancellationToken);
        return FacetTitles.Present(facets.Names, rows);
    }

    private async Task<List<FacetRow>> ReadFacetsAsync(
        (string Sql, DynamicParameters Parameters) statement,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await _database.OpenAsync(cancellationToken);
        var rows = await connection.QueryAsync<FacetRow>(
            new(statement.Sql, statement.Parameters, cancellationToken: cancellationToken)
        );
        return rows.AsList();
    }

    private async Task<ArticleListRows> ReadAsync(
        ArticleRequest request,
        (string Sql, DynamicParameters Parameters) statement,
        bool isPrepared,
        CancellationToken cancellationToken
    )
    {
        var (sql, parameters) = statement;
        var (head, rows) = isPrepared
            ? await _database.ReadPreparedListAsync<ListHead, ArticleRow>(sql, parameters, cancellationToken)
            : await _database.ReadListAsync<ListHead, ArticleRow>(sql, parameters, cancellationToken);
        var counted = Math.Max(head.Counted, rows.Count);
        return new(
            [.. rows.Take(request.Page.Take)],
            new(counted, head.IsExact ? TotalRelation.Exact : TotalRelation.AtLeast),
            head.ListChangedAt
        )
        {
            Search = request.Search,
            Found = rows.Count,
        };
    }

    /// <summary>The public article of this id or slug (a former one too), or the tombstone of a withdrawn one; null where there is
    /// none that these readers may know of.</summary>
    public async Task<ArticleLookup?> FindAsync(
        string idOrSlug,
        ArticleMembers members,
        Readership readers,
        CancellationToken cancellationToken
    )
    {
        if (readers.IsEveryone)
            return await (members.HasFlag(ArticleMembers.Body) ? _whole : _withoutBody).AskAsync(
                idOrSlug,
                cancellationToken
            );
        var found = await FindManyAsync([idOrSlug], members, readers, cancellationToken);
        return found.GetValueOrDefault(idOrSlug);
    }

    /// <summary>The same for many at once.</summary>
    /// <remarks>What is asked for most, and prepared: whatever the names, they are looked up by the same unique indexes, and to plan
    /// that costs more than to do it. The planner does not see how many there are, or it would find a plan of its own for
    /// each number, and never keep one.</remarks>
    /// <returns>What was found, under the id or slug it was asked for by.</returns>
    public async Task<IReadOnlyDictionary<string, ArticleLookup>> FindManyAsync(
        IReadOnlyCollection<string> idsOrSlugs,
        ArticleMembers members,
        Readership readers,
        CancellationToken cancellationToken
    )
    {
        var found = await LookUpAsync(idsOrSlugs, members, readers, cancellationToken);
        if (readers.IsEveryone)
            return found;
        // What took the place of a withdrawn story may be one that they may not know of.
        var successors = found.Values.Select(one => one.Tombstone?.ReplacedBy).OfType<Guid>().ToList();
        if (successors.Count == 0)
            return found;
        var known = await LookUpAsync(
            [.. successors.Select(id => id.ToString())],
            ArticleMembers.None,
            readers,
            cancellationToken
        );
        return found.ToDictionary(one => one.Key, one => one.Value.NamingOnly(known), StringComparer.Ordinal);
    }

    private async Task<Dictionary<string, ArticleLookup>> LookUpAsync(
        IReadOnlyCollection<string> idsOrSlugs,
        ArticleMembers members,
        Readership readers,
        CancellationToken cancellationToken
    )
    {
        var sql = $"""
            -- articles.find
            with wanted as (
              select o.slug as name, o.article_id
              from unnest((select $1::text[])) as s (name)
              join delivery.article_slugs o on o.slug = s.name
              union all
              select i.name, i.id
              from unnest((select $2::uuid[]), (select $3::text[])) as i (id, name)
            )
            select
              w.name, g.article_id, g.withdrawn_at, g.kind, g.reason, g.replaced_by,
              {ArticleRow.ColumnsFor(members)}{(readers.IsEveryone ? "" : ", s.*")}
            from wanted w
            left join delivery.articles a on a.id = w.article_id
            left join delivery.gone g on g.article_id = w.article_id
            {(readers.IsEveryone ? "" : LastState)}
            """;
        var ids = idsOrSlugs
            .Distinct(StringComparer.Ordinal)
            .Select(text => (text, isId: Guid.TryParseExact(text, "D", out var id), id))
            .ToLookup(name => name.isId);
        await using var connection = await _database.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(
            new NpgsqlParameter<string[]> { TypedValue = [.. ids[false].Select(name => name.text)] }
        );
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. ids[true].Select(name => name.id)] });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. ids[true].Select(name => name.text)] });
        // The connection remembers it, in the pool too: the second time this costs nothing.
        await command.PrepareAsync(cancellationToken);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var readLookup = reader.GetRowParser<LookupRow>(length: LookupRow.Columns);
        var readArticle = reader.GetRowParser<ArticleRow>(startIndex: LookupRow.Columns);
        var readState = readers.IsEveryone
            ? null
            : reader.GetRowParser<StoryState>(startIndex: reader.FieldCount - StateColumns);
        var found = new Dictionary<string, ArticleLookup>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
        {
            var lookup = readLookup(reader);
            var article = reader.IsDBNull(LookupRow.Columns) ? null : readArticle(reader);
            if (lookup.ToLookup(article) is { } one && (readState is null || MayRead(one, readState(reader))))
                found[lookup.Name] = one;
        }
        return found;

        bool MayRead(ArticleLookup one, StoryState state) =>
            one is { Tombstone: { } gone }
                ? readers.MayRead(gone.ArticleId, state, gone.WithdrawnAt)
                : readers.MayRead(one.Article!.Id, state, readers.At);
    }

    private const int StateColumns = 7;

    /// <summary>What a story can be filtered by; of a withdrawn one, what it could be when it was public last.</summary>
    private const string LastState = """
        left join lateral (
          select c.type, c.language, c.section_ids, c.tag_ids, c.tag_ids_above, c.syndicatable, c.first_published_at
          from delivery.changes c
          where c.article_id = w.article_id and c.type is not null
          order by c.seq desc
          limit 1
        ) s on true
        """;

    /// <summary>Public articles that share the rarest tags with this one; among equals the newest first.</summary>
    /// <remarks>A shared tag weighs more the fewer stories bear it. Tone and contributor say how and by whom, not about what,
    /// so they do not count. Only the newest stories of each tag are weighed, which bounds the cost under a popular one.</remarks>
    public async Task<RelatedRows> RelatedAsync(
        Guid id,
        int limit,
        ArticleMembers members,
        Readership readers,
        CancellationToken cancellationToken
    )
    {
        var values = new StatementValues();
        values.Parameters.AddDynamicParams(new { id, limit });
        var newest = readers.IsEveryone
            ? "delivery.article_tags k where k.tag_id = own.tag_id"
            : $"""
                delivery.article_tags k join delivery.article_index i on i.article_id = k.article_id
                where {string.Join(" and ", readers.Conditions(values).Prepend("k.tag_id = own.tag_id"))}
                """;
        var sql = $"""
            -- articles.related
            with candidates as (
              select k.article_id, sum(1 / ln(2 + t.article_count)) as weight
              from delivery.article_tags own
              join delivery.tags t on t.id = own.tag_id and t.type not in ('tone', 'contributor')
              cross join lateral (
                select k.article_id
                from {newest}
                order by k.published_at desc, k.article_id desc
                limit 50
              ) k
              where own.article_id = @id and k.article_id <> @id
              group by k.article_id
            )
            select
              n.at as changed_at, (select i.tag_ids from delivery.article_index i where i.article_id = @id) as tag_ids,
              {ArticleRow.ColumnsFor(members)}
            from delivery.last_change n
            left join candidates c on true
            left join delivery.articles a on a.id = c.article_id
            left join delivery.articles self on self.id = @id
            order by (a.id is not null) desc, (a.language = self.language) desc, c.weight desc, a.published_at desc, a.id desc
            limit @limit
            """;
        var (head, rows) = await _database.ReadListAsync<RelatedHead, ArticleRow>(
            sql,
            values.Parameters,
            cancellationToken
        );
        return new(rows, head.TagIds ?? [], head.ChangedAt);
    }

    private sealed record ListHead
    {
        public required DateTimeOffset ListChangedAt { get; init; }
        public required int Counted { get; init; }
        public required bool IsExact { get; init; }
    }

    private sealed record RelatedHead
    {
        public required DateTimeOffset ChangedAt { get; init; }

        /// <summary>Null where the article has gone in the meantime.</summary>
        public int[]? TagIds { get; init; }
    }

    private sealed record LookupRow
    {
        /// <summary>How many columns it is read from.</summary>
        public const int Columns = 6;

        /// <summary>What it was asked for by.</summary>
        public required string Name { get; init; }

        public Guid? ArticleId { get; init; }
        public DateTimeOffset? WithdrawnAt { get; init; }
        public string? Kind { get; init; }
        public string? Reason { get; init; }
        public Guid? ReplacedBy { get; init; }

        // Expiry hides an article from one view and shows it in the other, so never are both there.
        public ArticleLookup? ToLookup(ArticleRow? article) =>
            (article, ArticleId) switch
            {
                ({ } found, _) => new(found, null),
                (null, { } gone) => new(null, new Tombstone(gone, WithdrawnAt!.Value, Kind!, Reason, ReplacedBy)),
                _ => null,
            };
    }
}

/// <summary>Rows of one page, nearest to the cursor first.</summary>
/// <param name="Rows">One more than the page wants, where there are more.</param>
/// <param name="Total">How many the list has.</param>
/// <param name="ChangedAt">When anything public last changed, and with it possibly this list.</param>
public sealed record ArticleListRows(IReadOnlyList<ArticleRow> Rows, Total Total, DateTimeOffset ChangedAt)
{
    /// <summary>The search as it was answered in the end.</summary>
    public ArticleSearch? Search { get; init; }

    /// <summary>Where stories may lack some of the words: how many have them all.</summary>
    public int? HavingAllWords { get; init; }

    /// <summary>How many rows were read; a search reads more than a small page wants.</summary>
    public int Found { get; init; }
}

/// <summary>Articles that go with another one, the closest first.</summary>
/// <param name="Rows">The articles.</param>
/// <param name="TagIds">The tags of the one that they go with.</param>
/// <param name="ChangedAt">When anything public last changed.</param>
public sealed record RelatedRows(IReadOnlyList<ArticleRow> Rows, int[] TagIds, DateTimeOffset ChangedAt);

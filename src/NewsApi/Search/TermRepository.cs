using Dapper;
using Microsoft.Extensions.Caching.Memory;
using NewsApi.Following;
using NewsApi.Storage;
using Npgsql;

namespace NewsApi.Search;

/// <summary>Looks up what the words of a query mean to the index: their terms, and how many stories have them.</summary>
internal sealed class TermRepository(DeliveryDatabase database, ChangeFeed feed, TimeProvider time) : IDisposable
{
    /// <summary>From how many stories on words are counted in a sample.</summary>
    private const int SampledFrom = 100_000;

    private const int SampleShare = 128;

    /// <summary>A word found less often in the sample is rare enough to be counted out.</summary>
    private const int FewInSample = 32;

    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(5);

    private readonly MemoryCache _counts = new(new MemoryCacheOptions { SizeLimit = 50_000 });

    /// <summary>The meaning of each word, in every language in which there are stories.</summary>
    /// <remarks>Prepared: its plan is the same for all words, and to make it costs more than to look them up.</remarks>
    public async Task<SearchVocabulary> ResolveAsync(
        IReadOnlyCollection<string> words,
        CancellationToken cancellationToken
    )
    {
        var latest = feed.Latest;
        const string Sql = """
            -- search.terms
            with stemmer as (
              select distinct coalesce(s.dictionary, 'simple')::regdictionary as dictionary
              from delivery.languages l
              left join unnest((select $1::text[]), (select $2::text[])) s (language, dictionary)
                on s.language = split_part(l.language, '-', 1)
              where l.article_count > 0
            )
            select
              w.word,
              coalesce(array_agg(distinct t.id) filter (where t.id is not null), '{}') as terms,
              coalesce(array_agg(distinct x.lexemes[1]) filter (where t.id is null and x.lexemes <> '{}'), '{}') as unknown,
              coalesce(bool_or(x.lexemes = '{}'), false) as is_stop_word,
              a.stories,
              a.languages
            from unnest((select $3::text[])) w (word)
            cross join delivery.archive a
            left join stemmer s on true
            left join lateral ts_lexize(s.dictionary, w.word) x (lexemes) on true
            left join delivery.terms t on t.lexeme = x.lexemes[1]
            group by w.word, a.stories, a.languages
            """;
        var rows = new List<WordRow>();
        await using (var connection = await database.OpenAsync(cancellationToken))
        {
            await using var command = new NpgsqlCommand(Sql, connection);
            command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = Stemmers.Languages });
            command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = Stemmers.Dictionaries });
            command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. words] });
            await command.PrepareAsync(cancellationToken);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var read = reader.GetRowParser<WordRow>();
            while (await reader.ReadAsync(cancellationToken))
                rows.Add(read(reader));
        }
        var archive = new Archive { Stories = rows[0].Stories, Languages = rows[0].Languages };
        int[] terms = [.. rows.SelectMany(row => row.Terms).Distinct()];
        var counts = await CountAsync(terms, archive, latest, cancellationToken);
        return new(
            new([.. terms, .. rows.SelectMany(row => row.Unknown).Select(NewTerm.Of).Distinct()], archive),
            rows.ToDictionary(
                row => row.Word,
                row => new WordMeaning(
                    row.Word,
                    [.. row.Terms.Select(term => new Term(term, counts[term])).Where(term => term.InTier[0] > 0)],
                    row.IsStopWord
                ),
                StringComparer.Ordinal
            )
        );
    }

    /// <summary>Finds which words of stories are forms of the words of a query.</summary>
    /// <param name="words">Words of stories, with the dictionary of the story's language.</param>
    /// <param name="sought">The terms of the query.</param>
    /// <param name="cancellationToken">Ends the wait for the database.</param>
    /// <returns>The term of each word that has one of these.</returns>
    public async Task<IReadOnlyDictionary<(string Word, string Dictionary), int>> RecogniseAsync(
        IReadOnlyCollection<(string Word, string Dictionary)> words,
        IReadOnlyCollection<int> sought,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            -- search.recognise
            select w.word, w.dictionary, t.id as term
            from unnest(@words, @dictionaries) w (word, dictionary)
            join delivery.terms t on t.id = any(@terms) and t.lexeme = (ts_lexize(w.dictionary::regdictionary, w.word))[1]
            """;
        var parameters = new
        {
            words = words.Select(word => word.Word).ToArray(),
            dictionaries = words.Select(word => word.Dictionary).ToArray(),
            terms = sought.ToArray(),
        };
        await using var connection = await database.OpenAsync(cancellationToken);
        var rows = await connection.QueryAsync<(string Word, string Dictionary, int Term)>(
            new(Sql, parameters, cancellationToken: cancellationToken)
        );
        return rows.ToDictionary(row => (row.Word, row.Dictionary), row => row.Term);
    }

    /// <summary>Known words that differ from this one by a slip of the finger, the least different first.</summary>
    public async Task<IReadOnlyList<string>> SimilarAsync(string word, CancellationToken cancellationToken)
    {
        const string Sql = """
            -- search.similar
            select word from delivery.words where shortened && @shortened limit 1000
            """;
        var shortened = Spelling.Shortened(word);
        await using var connection = await database.OpenAsync(cancellationToken);
        var similar = await connection.QueryAsync<string>(
            new(Sql, new { shortened }, cancellationToken: cancellationToken)
        );
        return
        [
            .. similar
                .Where(candidate => candidate != word)
                .OrderBy(candidate => Spelling.Distance(word, candidate))
                .ThenBy(candidate => candidate, StringComparer.Ordinal)
                .Take(20),
        ];
    }

    /// <summary>Those of the terms that any story has which fulfils what is given.</summary>
    /// <param name="terms">Ids of terms.</param>
    /// <param name="conditions">On rows <c>i</c> of <c>delivery.article_index</c>.</param>
    /// <param name="cancellationToken">Ends the wait for the database.</param>
    public async Task<IReadOnlySet<int>> InStoriesAsync(
        IReadOnlyCollection<int> terms,
        Func<StatementValues, IEnumerable<string>> conditions,
        CancellationToken cancellationToken
    )
    {
        var values = new StatementValues();
        var asked = values.Add(terms.ToArray());
        var sql = $"""
            -- search.in_stories
            select t.term
            from unnest({asked}) t (term)
            where exists (
              select
              from delivery.article_index i
              where {string.Join(
                " and ",
                conditions(values).Prepend($"delivery.index_keys(i.terms) @> array[t.term * {TermKey.KeysOfTerm}]")
            )}
            )
            """;
        await using var connection = await database.OpenAsync(cancellationToken);
        var found = await connection.QueryAsync<int>(new(sql, values.Parameters, cancellationToken: cancellationToken));
        return found.ToHashSet();
    }

    /// <summary>Whether a public story has the word in just this form, as it stands now: neither counts from a moment ago nor
    /// other forms of the word give away what a withdrawn story said.</summary>
    /// <param name="word">The word.</param>
    /// <param name="conditions">On rows <c>i</c> of <c>delivery.article_index</c>.</param>
    /// <param name="cancellationToken">Ends the wait for the database.</param>
    public async Task<bool> IsPublicAsync(
        WordMeaning word,
        Func<StatementValues, IEnumerable<string>> conditions,
        CancellationToken cancellationToken
    )
    {
        var values = new StatementValues();
        var keys = values.Add(word.Terms.Select(term => TermKey.Indexed(term.Id)).ToArray());
        var sql = $"""
            -- search.is_public
            select exists (
              select
              from (
                select i.article_id
                from delivery.article_index i
                where {string.Join(" and ", conditions(values).Prepend($"delivery.index_keys(i.terms) && {keys}"))}
                limit 1000
              ) i
              join delivery.articles a on a.id = i.article_id
              where strpos(a.lines, ' ' || {values.Add(word.Text)} || ' ') > 0
            )
            """;
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<bool>(
            new(sql, values.Parameters, cancellationToken: cancellationToken)
        );
    }

    public void Dispose() => _counts.Dispose();

    private async Task<Dictionary<int, long[]>> CountAsync(
        IReadOnlyCollection<int> terms,
        Archive archive,
        LatestChanges latest,
        CancellationToken cancellationToken
    )
    {
        var counts = new Dictionary<int, long[]>();
        foreach (var term in terms)
        {
            if (_counts.TryGetValue(term, out Count? known) && known is not null && Stands(known))
                counts[term] = known.Tiers;
        }
        var unknown = terms.Where(term => !counts.ContainsKey(term)).ToList();
        if (unknown.Count > 0 && archive.Stories >= SampledFrom)
        {
            var sampled = await CountAsync(unknown, sample: true, cancellationToken);
            foreach (var (term, tiers) in sampled.Where(row => row.Value[0] >= FewInSample))
                counts[term] = Remember(term, latest, [.. tiers.Select(count => count * SampleShare)]);
            unknown.RemoveAll(counts.ContainsKey);
        }
        if (unknown.Count > 0)
        {
            foreach (var (term, tiers) in await CountAsync(unknown, sample: false, cancellationToken))
                counts[term] = Remember(term, latest, tiers);
        }
        return counts;
    }

    private async Task<Dictionary<int, long[]>> CountAsync(
        IReadOnlyCollection<int> terms,
        bool sample,
        CancellationToken cancellationToken
    )
    {
        var sampled = sample ? "and get_byte(uuid_send(i.article_id), 15) < 2" : "";
        var tiers = TermKey.Tiers.Select(level => $"count(*) filter (where s.level >= {level})");
        var sql = $"""
            -- search.counts
            select t.term, c.in_tier
            from unnest(@terms) t (term)
            cross join lateral (
              select array[{string.Join(", ", tiers)}] as in_tier
              from (
                select (i.terms[width_bucket(t.term * {TermKey.Levels} + {TermKey.Levels
                - 1}, i.terms)] & {TermKey.Levels - 1}) + 1
                  as level
                from delivery.article_index i
                where delivery.index_keys(i.terms) @> array[t.term * {TermKey.KeysOfTerm}] {sampled}
              ) s
            ) c
            """;
        await using var connection = await database.OpenAsync(cancellationToken);
        var rows = await connection.QueryAsync<(int Term, long[] InTier)>(
            new(sql, new { terms = terms.ToArray() }, cancellationToken: cancellationToken)
        );
        return rows.ToDictionary(row => row.Term, row => row.InTier);
    }

    /// <summary>Whether the count is still right: it must not tell of a story that is no longer public.</summary>
    private bool Stands(Count count) =>
        feed.IsFollowing
        && !(count.DiffersAt <= time.GetUtcNow())
        && count.Place.Stands(feed.Latest, count.Term, static (term, change) => SearchedTerms.IsAmong(term, change));

    private long[] Remember(int term, LatestChanges latest, long[] tiers)
    {
        if (latest.IsKnown)
            _counts.Set(
                term,
                new Count(term, tiers, PlaceInLog.Of(latest), latest.NextExpiry),
                new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = Remembered, Size = 1 }
            );
        return tiers;
    }

    /// <param name="Term">Id of the term.</param>
    /// <param name="Tiers">How many stories have it, see <see cref="Search.Term.InTier"/>.</param>
    /// <param name="Place">At which they were counted.</param>
    /// <param name="DiffersAt">When the next story goes by itself.</param>
    private sealed record Count(int Term, long[] Tiers, PlaceInLog Place, DateTimeOffset? DiffersAt);

    private sealed record WordRow
    {
        public required string Word { get; init; }
        public required int[] Terms { get; init; }
        public required string[] Unknown { get; init; }
        public required bool IsStopWord { get; init; }
        public required long Stories { get; init; }
        public required string Languages { get; init; }
    }
}

/// <summary>What the words of one query mean to the index.</summary>
/// <param name="HangsOn">What this is true of.</param>
/// <param name="Words">Each word of the query.</param>
internal sealed record SearchVocabulary(SearchedTerms HangsOn, IReadOnlyDictionary<string, WordMeaning> Words)
{
    /// <summary>Ids of all terms of the words.</summary>
    public IReadOnlyList<int> Terms =>
        [.. Words.Values.SelectMany(word => word.Terms).Select(term => term.Id).Distinct()];

    /// <summary>As if there were these terms alone.</summary>
    public SearchVocabulary Only(IReadOnlySet<int> terms) =>
        this with
        {
            Words = Words.ToDictionary(
                word => word.Key,
                word => word.Value with { Terms = [.. word.Value.Terms.Where(term => terms.Contains(term.Id))] },
                StringComparer.Ordinal
            ),
        };
}

/// <summary>What a word means to the index.</summary>
/// <param name="Text">The word, folded.</param>
/// <param name="Terms">One for each way in which the stemmers of the languages in use shorten it; none where no public story
/// has it.</param>
/// <param name="IsStopWord">Whether one of those languages passes it over as too common.</param>
public sealed record WordMeaning(string Text, IReadOnlyList<Term> Terms, bool IsStopWord)
{
    /// <summary>How many stories have it, about.</summary>
    public long Stories => Terms.Sum(term => term.InTier[0]);
}

/// <summary>A term of the index.</summary>
/// <param name="Id">Its number.</param>
/// <param name="InTier">How many stories have it, about, for each of <see cref="TermKey.Tiers"/>.</param>
public sealed record Term(int Id, IReadOnlyList<long> InTier);

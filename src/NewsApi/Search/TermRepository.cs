using Dapper;
using Microsoft.Extensions.Caching.Memory;
using NewsApi.Storage;
using Npgsql;

namespace NewsApi.Search;

/// <summary>Looks up what the words of a query mean to the index: their terms, and how many stories have them.</summary>
public sealed class TermRepository(DeliveryDatabase database) : IDisposable
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
              coalesce(bool_or(x.lexemes = '{}'), false) as is_stop_word,
              (select coalesce(sum(article_count), 0) from delivery.languages) as stories,
              (select at from delivery.last_change) as changed_at
            from unnest((select $3::text[])) w (word)
            left join stemmer s on true
            left join lateral ts_lexize(s.dictionary, w.word) x (lexemes) on true
            left join delivery.terms t on t.lexeme = x.lexemes[1]
            group by w.word
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
        var archive = new Archive(rows[0].Stories, rows[0].ChangedAt);
        var counts = await CountAsync([.. rows.SelectMany(row => row.Terms).Distinct()], archive, cancellationToken);
        return new(
            archive.Stories,
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

    /// <summary>Whether a public story has the word in just this form, as it stands now: neither counts from a moment ago nor
    /// other forms of the word give away what a withdrawn story said.</summary>
    public async Task<bool> IsPublicAsync(WordMeaning word, CancellationToken cancellationToken)
    {
        const string Sql = """
            -- search.is_public
            select exists (
              select
              from (
                select article_id from delivery.article_index where delivery.index_keys(terms) && @keys limit 1000
              ) i
              join delivery.articles a on a.id = i.article_id
              where strpos(a.lines, ' ' || @word || ' ') > 0
            )
            """;
        var keys = word.Terms.Select(term => TermKey.Indexed(term.Id)).ToArray();
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<bool>(
            new(Sql, new { keys, word = word.Text }, cancellationToken: cancellationToken)
        );
    }

    public void Dispose() => _counts.Dispose();

    private async Task<Dictionary<int, long[]>> CountAsync(
        IReadOnlyCollection<int> terms,
        Archive archive,
        CancellationToken cancellationToken
    )
    {
        var counts = new Dictionary<int, long[]>();
        foreach (var term in terms)
        {
            if (_counts.TryGetValue((term, archive.ChangedAt), out long[]? known) && known is not null)
                counts[term] = known;
        }
        var unknown = terms.Where(term => !counts.ContainsKey(term)).ToList();
        if (unknown.Count > 0 && archive.Stories >= SampledFrom)
        {
            var sampled = await CountAsync(unknown, sample: true, cancellationToken);
            foreach (var (term, tiers) in sampled.Where(row => row.Value[0] >= FewInSample))
                counts[term] = Remember(term, archive, [.. tiers.Select(count => count * SampleShare)]);
            unknown.RemoveAll(counts.ContainsKey);
        }
        if (unknown.Count > 0)
        {
            foreach (var (term, tiers) in await CountAsync(unknown, sample: false, cancellationToken))
                counts[term] = Remember(term, archive, tiers);
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

    // Until anything changes: a count must not tell of a story that has been withdrawn.
    private long[] Remember(int term, Archive archive, long[] tiers) =>
        _counts.Set(
            (term, archive.ChangedAt),
            tiers,
            new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = Remembered, Size = 1 }
        );

    private sealed record WordRow
    {
        public required string Word { get; init; }
        public required int[] Terms { get; init; }
        public required bool IsStopWord { get; init; }
        public required long Stories { get; init; }
        public required DateTimeOffset ChangedAt { get; init; }
    }

    /// <param name="Stories">How many are public.</param>
    /// <param name="ChangedAt">When any of them last changed.</param>
    private sealed record Archive(long Stories, DateTimeOffset ChangedAt);
}

/// <summary>What the words of one query mean to the index.</summary>
/// <param name="Stories">How many public stories there are.</param>
/// <param name="Words">Each word of the query.</param>
public sealed record SearchVocabulary(long Stories, IReadOnlyDictionary<string, WordMeaning> Words);

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

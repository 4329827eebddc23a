using System.Text.Json;
using Dapper;
using NewsApi.Articles;
using NewsApi.Search;
using NewsApi.Storage;
using Npgsql;

namespace NewsApi.Editorial;

/// <summary>Keeps the rows that lists, counts and searches go by.</summary>
public sealed class SearchIndex(EditorialDatabase database)
{
    /// <summary>Writes the index rows of stories whose public rows are written already, in the same transaction, and notes which
    /// terms their changes concern.</summary>
    internal static async Task WriteAsync(
        NpgsqlTransaction transaction,
        IReadOnlyList<IndexedStory> stories,
        CancellationToken cancellationToken
    )
    {
        var sql = $"""
            -- index.write
            with noted as (
              insert into delivery.change_terms (seq, terms)
              select
                w.seq,
                array(
                  select term / {TermKey.Levels} from unnest(w.terms::int[] || i.terms) term where term > 0
                  union
                  select term from unnest(@made) term
                  order by 1
                )
              from unnest(@ids, @seqs, @terms) as w (id, seq, terms)
              -- As it was before.
              left join delivery.article_index_rows i on i.article_id = w.id
              where w.seq is not null
            )
            insert into delivery.article_index_rows as i (
              article_id, published_at, updated_at, first_published_at, expires_at, type, language, section_ids, tag_ids,
              terms, fields, syndicatable
            )
            select
              a.id, a.published_at, a.updated_at, a.first_published_at, a.expires_at, a.type, a.language, a.section_ids,
              a.tag_ids, l.lists || w.terms::int[], decode(repeat('00', cardinality(l.lists)), 'hex') || w.fields,
              coalesce((a.rights ->> 'syndicatable')::boolean, false)
            from unnest(@ids, @terms, @fields) as w (id, terms, fields)
            join delivery.article_rows a on a.id = w.id
            cross join lateral (
              select array(
                select -2 * tag_id from unnest(a.tag_ids) tag_id
                union all
                select -2 * section_id - 1 from unnest(a.section_ids) section_id
                order by 1
              ) as lists
            ) l
            on conflict (article_id) do update set
              published_at = excluded.published_at, updated_at = excluded.updated_at,
              first_published_at = excluded.first_published_at, expires_at = excluded.expires_at, type = excluded.type,
              language = excluded.language, section_ids = excluded.section_ids, tag_ids = excluded.tag_ids,
              terms = excluded.terms, fields = excluded.fields, syndicatable = excluded.syndicatable
            -- A row that stays the same, as when a section gets another title, is spared its hundreds of entries in the indexes.
            where (i.*) is distinct from (excluded.*)
            """;
        var rows = new List<(Guid Id, long? Seq, string Terms, byte[] Fields)>(stories.Count);
        var made = new List<int>();
        foreach (var alike in stories.GroupBy(story => Stemmers.Of(story.Language)))
        {
            var (termOf, isNew) = await TermsAsync(
                transaction,
                alike.Key,
                [.. alike.Select(story => story.Words)],
                cancellationToken
            );
            made.AddRange(isNew.Select(NewTerm.Of));
            foreach (var story in alike)
            {
                var (terms, fields) = story.Words.Terms(termOf);
                rows.Add((story.Id, story.Seq, $"{{{string.Join(',', terms)}}}", fields));
            }
        }
        await transaction.ExecuteAsync(
            sql,
            new
            {
                ids = rows.Select(row => row.Id).ToArray(),
                seqs = rows.Select(row => row.Seq).ToArray(),
                made = made.ToArray(),
                terms = rows.Select(row => row.Terms).ToArray(),
                fields = rows.Select(row => row.Fields).ToArray(),
            },
            cancellationToken
        );
        await transaction.ExecuteAsync("-- index.settle\nselect delivery.settle_index()", null, cancellationToken);
    }

    /// <summary>Indexes public stories that were published by a version of this program without an index.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> FillAsync(CancellationToken cancellationToken)
    {
        const string Next = """
            -- index.missing
            select a.id, a.type, a.language, a.headline, a.standfirst, a.byline, a.body, a.tags
            from delivery.article_rows a
            where not exists (select from delivery.article_index_rows i where i.article_id = a.id)
            order by a.id
            limit 100
            """;
        var filled = 0;
        await using var connection = await database.OpenAsync(cancellationToken);
        while (true)
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            // As publishers do: what is read here must not change before it is written.
            await connection.ExecuteAsync(
                new(
                    "select from delivery.change_counter for update",
                    transaction: transaction,
                    cancellationToken: cancellationToken
                )
            );
            var rows = (
                await connection.QueryAsync<ArticleRow>(
                    new(Next, transaction: transaction, cancellationToken: cancellationToken)
                )
            ).AsList();
            foreach (var row in rows)
                await FillAsync(transaction, row, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            filled += rows.Count;
            if (rows.Count == 0)
                return filled;
        }
    }

    private static async Task FillAsync(
        NpgsqlTransaction transaction,
        ArticleRow row,
        CancellationToken cancellationToken
    )
    {
        const string Sql = "-- index.lines\nupdate delivery.article_rows set lines = @Lines where id = @Id";
        var tags = JsonSerializer.Deserialize(row.Tags, NewsJsonContext.Wire.IReadOnlyListTagReference)!;
        var body = JsonSerializer.Deserialize(row.Body!, NewsJsonContext.Wire.IReadOnlyListBlock)!;
        var words = new StoryWords(
            row.Headline,
            row.Standfirst,
            BodyText.Render(body),
            string.Join('\n', tags.Select(tag => tag.Title).Prepend(row.Byline)),
            MarksOf(row.Type, row.Language)
        );
        await transaction.Connection!.ExecuteAsync(
            new(Sql, new { row.Id, words.Lines }, transaction, cancellationToken: cancellationToken)
        );
        await WriteAsync(transaction, [new IndexedStory(row.Id, null, row.Language, words)], cancellationToken);
    }

    /// <summary>Finds the terms of the stories' words, making those that no story had before.</summary>
    /// <returns>The term of a word, null for one too common to have any; and the terms that were made, as text.</returns>
    private static async Task<(Func<string, int?> TermOf, IReadOnlyList<string> Made)> TermsAsync(
        NpgsqlTransaction transaction,
        string dictionary,
        IReadOnlyList<StoryWords> stories,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            -- index.terms
            with asked as (
              select word, (ts_lexize(@dictionary::regdictionary, word))[1] as lexeme from unnest(@words) word
              union all
              select term, term from unnest(@whole) term
            ),
            made as (
              insert into delivery.terms (lexeme)
              select distinct a.lexeme
              from asked a
              where a.lexeme is not null and not exists (select from delivery.terms t where t.lexeme = a.lexeme)
              returning id, lexeme
            ),
            spelled as (
              insert into delivery.words (word, shortened)
              select
                w.word,
                array(select distinct overlay(w.word placing '' from n for 1) from generate_series(1, length(w.word)) n) || w.word
              from unnest(@mended) as w (word)
              where not exists (select from delivery.words k where k.word = w.word)
            )
            select a.word, coalesce(t.id, m.id) as term, m.lexeme as made
            from asked a
            left join delivery.terms t on t.lexeme = a.lexeme
            left join made m on m.lexeme = a.lexeme
            where a.lexeme is not null
            """;
        var distinct = stories.SelectMany(words => words.Distinct).Distinct(StringComparer.Ordinal).ToArray();
        var parameters = new
        {
            dictionary,
            words = distinct,
            whole = stories
                .SelectMany(words => words.DistinctGrams.Concat(words.Marks))
                .Distinct(StringComparer.Ordinal)
                .ToArray(),
            mended = distinct.Where(Spelling.IsMended).ToArray(),
        };
        var rows = await transaction.Connection!.QueryAsync<(string Word, int Term, string? Made)>(
            new(Sql, parameters, transaction, cancellationToken: cancellationToken)
        );
        var terms = rows.ToDictionary(row => row.Word, row => row.Term, StringComparer.Ordinal);
        return (
            word => terms.TryGetValue(word, out var term) ? term : null,
            [.. rows.Select(row => row.Made).OfType<string>().Distinct(StringComparer.Ordinal)]
        );
    }

    /// <summary>What a story is found by besides its words.</summary>
    public static IReadOnlyList<string> MarksOf(string type, string language) =>
        [TermMark.OfType(type), .. TermMark.OfLanguageAndAbove(language)];
}

/// <summary>A story whose words are to be indexed.</summary>
/// <param name="Id">Of the story.</param>
/// <param name="Seq">Number of the change that does it; null where nothing changes for readers.</param>
/// <param name="Language">Whose rules shorten the words.</param>
/// <param name="Words">Of the story.</param>
internal sealed record IndexedStory(Guid Id, long? Seq, string Language, StoryWords Words);

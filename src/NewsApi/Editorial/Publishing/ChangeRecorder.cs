using NewsApi.Following;
using NewsApi.Search;
using NewsApi.Storage;
using Npgsql;

namespace NewsApi.Editorial;

/// <summary>A run of numbers of the change log, taken and not yet filled.</summary>
internal sealed record TakenNumbers
{
    public required long First { get; init; }

    /// <summary>When they were taken: never earlier than for the numbers before.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>What happened to one story.</summary>
/// <param name="Id">Of the story.</param>
/// <param name="Kind">As in the contract: <c>published</c>, <c>updated</c>, <c>corrected</c>, <c>withdrawn</c>, <c>expired</c>.</param>
/// <param name="Impact">Of the change.</param>
internal sealed record ChangeEntry(Guid Id, string Kind, Impact Impact)
{
    /// <summary>Where it becomes public to those alone who get stories so many days late.</summary>
    public int? DelayDays { get; init; }
}

/// <summary>Appends to <c>delivery.changes</c>.</summary>
internal static class ChangeRecorder
{
    /// <summary>Takes the next numbers. From here on until the transaction ends no other publisher gets any, which is what
    /// keeps the log in the order of commits and without gaps.</summary>
    public static Task<TakenNumbers> TakeAsync(
        NpgsqlTransaction transaction,
        int count,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            -- changes.take
            update delivery.change_counter
            set seq = seq + @count, at = greatest(at, clock_timestamp())
            returning seq - @count + 1 as first, at
            """;
        return transaction.QuerySingleAsync<TakenNumbers>(Sql, new { count }, cancellationToken);
    }

    /// <summary>Notes that sections or tags have changed, and dates what is public anew. Every instance is told, since they
    /// remember what names stand for.</summary>
    public static Task TouchAsync(NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
        transaction.ExecuteAsync(
            """
            -- changes.touch
            update delivery.change_counter set at = greatest(at, clock_timestamp()), vocabulary = vocabulary + 1;
            select pg_notify('newsapi_changes', '0');
            """,
            null,
            cancellationToken
        );

    /// <summary>Where the log ends, with what the transaction itself has added.</summary>
    public static Task<LogEnd> ReadEndAsync(NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
        transaction.QuerySingleAsync<LogEnd>(
            "-- changes.end_of_work\nselect seq, vocabulary from delivery.change_counter",
            null,
            cancellationToken
        );

    /// <summary>Commits, and waits until readers of this instance see what that has made public.</summary>
    /// <remarks>The token ends neither: what was decided is done, whether or not anybody still waits for it.</remarks>
    public static async Task CommitAsync(
        NpgsqlTransaction transaction,
        ChangeFeed feed,
        CancellationToken cancellationToken
    )
    {
        var end = await ReadEndAsync(transaction, cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        await feed.ReachAsync(end.Seq, end.Vocabulary);
    }

    /// <summary>Fills the numbers, in this order. The stories' public rows must be there: written already, or not yet deleted.
    /// </summary>
    /// <exception cref="InvalidOperationException">One has no public row; the log would get a gap.</exception>
    public static async Task RecordAsync(
        NpgsqlTransaction transaction,
        TakenNumbers taken,
        IReadOnlyList<ChangeEntry> entries,
        CancellationToken cancellationToken
    )
    {
        var sql = $"""
            -- changes.record
            with recorded as (
              insert into delivery.changes (
                seq, kind, at, article_id, slug, version, impact, delay_days, type, language, section_ids, tag_ids,
                tag_ids_above, syndicatable, first_published_at
              )
              select
                @First + w.place - 1, w.kind, @At, r.id, r.slug, r.version, w.impact, w.delay_days, f.type, f.language,
                f.section_ids, f.tag_ids, f.tag_ids_above, coalesce((r.rights ->> 'syndicatable')::boolean, false),
                r.first_published_at
              from unnest(@ids, @kinds, @impacts, @delays) with ordinality as w (id, kind, impact, delay_days, place)
              join delivery.article_rows r on r.id = w.id
              left join lateral (
                select
                  r.type,
                  r.language,
                  r.section_ids || array(select id from delivery.merged_sections where into_id = any(r.section_ids) order by id)
                    as section_ids,
                  r.tag_ids || array(select id from delivery.merged_tags where into_id = any(r.tag_ids) order by id) as tag_ids,
                  -- Asked only where there are any: it is called for each story, and most tags have none above them.
                  case
                    when exists (select from delivery.tags where id = any(r.tag_ids) and parent_id is not null)
                      then delivery.tags_above(r.tag_ids)
                    else array[]::int[]
                  end as tag_ids_above
              ) f on w.kind not in ('withdrawn', 'expired')
              returning seq
            ),
            -- Those of a story that stays as it is, or goes; what writes one has noted them already.
            noted as (
              insert into delivery.change_terms (seq, terms)
              select w.seq, array(select term / {TermKey.Levels} from unnest(i.terms) term where term > 0 order by 1)
              from (select @First + place - 1 as seq, id from unnest(@ids) with ordinality as w (id, place)) w
              join delivery.article_index_rows i on i.article_id = w.id
              where not exists (select from delivery.change_terms t where t.seq = w.seq)
            ),
            forgotten as (
              delete from delivery.change_terms where seq < @First + cardinality(@ids) - @kept
            )
            select count(*)::int, pg_notify('newsapi_changes', max(seq)::text) from recorded
            """;
        var recorded = await transaction.QuerySingleAsync<int>(
            sql,
            new
            {
                taken.First,
                taken.At,
                ids = entries.Select(entry => entry.Id).ToArray(),
                kinds = entries.Select(entry => entry.Kind).ToArray(),
                impacts = entries.Select(entry => new Http.Choice<Impact>(entry.Impact).Word).ToArray(),
                kept = LatestChanges.Kept,
                delays = entries.Select(entry => entry.DelayDays).ToArray(),
            },
            cancellationToken
        );
        if (recorded != entries.Count)
            throw new InvalidOperationException($"Of {entries.Count} stories only {recorded} are public.");
    }
}

using NewsApi.Storage;
using Npgsql;

namespace NewsApi.Editorial;

/// <summary>The order in which writers lock, so that none waits for another crosswise: the vocabulary, then stories by their
/// ids, then the change log.</summary>
internal static class StoryLocks
{
    /// <summary>Names the lock on sections and tags; the number means nothing else.</summary>
    private const long Vocabulary = 0x6e65777374616773;

    /// <summary>The same of the lock on turns.</summary>
    private const long Turns = 0x6e6577737475726e;

    /// <summary>For whoever tries again what another was faster with: waits for those who try again, too. The first lock of
    /// all.</summary>
    public static Task TakeTurnAsync(NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
        transaction.ExecuteAsync(
            "-- locks.take_turn\nselect pg_advisory_xact_lock(@Turns)",
            new { Turns },
            cancellationToken
        );

    /// <summary>Keeps sections and tags as they are until the transaction ends: whoever saves or publishes relies on that.
    /// </summary>
    public static Task KeepVocabularyAsync(NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
        transaction.ExecuteAsync(
            "-- locks.keep_vocabulary\nselect pg_advisory_xact_lock_shared(@Vocabulary)",
            new { Vocabulary },
            cancellationToken
        );

    /// <summary>For whoever changes sections and tags: waits until nobody relies on them, and keeps all others out.</summary>
    public static Task ChangeVocabularyAsync(NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
        transaction.ExecuteAsync(
            "-- locks.change_vocabulary\nselect pg_advisory_xact_lock(@Vocabulary)",
            new { Vocabulary },
            cancellationToken
        );

    /// <summary>Locks stories for the rest of the transaction.</summary>
    /// <returns>Those that exist.</returns>
    public static Task<List<Guid>> TakeAsync(
        NpgsqlTransaction transaction,
        Guid[] ids,
        CancellationToken cancellationToken
    ) =>
        transaction.QueryAsync<Guid>(
            "-- locks.take\nselect id from editorial.articles where id = any(@ids) order by id for update",
            new { ids },
            cancellationToken
        );
}

using NewsApi.Access;
using NewsApi.Http;
using NewsApi.Paging;
using NewsApi.Storage;
using Npgsql;

namespace NewsApi.Keys;

/// <summary>Reads keys for those who manage them.</summary>
internal static class KeyRepository
{
    private const int DaysShown = 30;

    /// <summary>The newest first, also those that are no longer valid.</summary>
    public static async Task<(IReadOnlyList<StoredKey> Rows, Total Total)> ListAsync(
        NpgsqlTransaction transaction,
        PageRequest page,
        CancellationToken cancellationToken
    )
    {
        var (comparison, direction) = page.Backwards ? (">", "asc") : ("<", "desc");
        var sql = $"""
            -- keys.page
            select {StoredKey.Columns}
            from editorial.keys k
            {(page.Cursor is null ? "" : $"where (k.created_at, k.id) {comparison} (@at, @from)")}
            order by k.created_at {direction}, k.id {direction}
            limit @Take offset @Skip
            """;
        const string Count = """
            -- keys.total
            select count(*)::int from (select from editorial.keys limit @countTo) counted
            """;
        var parameters = new
        {
            at = page.Cursor is { } cursor ? KeyPlace.Read(cursor) : default,
            from = page.Cursor?.Id ?? "",
            page.Take,
            page.Skip,
            countTo = Total.CountedUpTo + 1,
        };
        var rows = await transaction.QueryAsync<StoredKey>(sql, parameters, cancellationToken);
        return (
            rows,
            Total.FromLimitedCount(await transaction.QuerySingleAsync<int>(Count, parameters, cancellationToken))
        );
    }

    /// <summary>The key that a path names.</summary>
    /// <exception cref="RefusedException">There is none.</exception>
    public static async Task<StoredKey> GetAsync(
        NpgsqlTransaction transaction,
        string id,
        CancellationToken cancellationToken
    ) => await KeyRows.FindAsync(transaction, id, cancellationToken) ?? throw NoSuchKey();

    /// <summary>The same, as nobody else changes it until the transaction ends.</summary>
    /// <exception cref="RefusedException">There is none.</exception>
    public static async Task<StoredKey> LockAsync(
        NpgsqlTransaction transaction,
        string id,
        CancellationToken cancellationToken
    ) => await KeyRows.LockAsync(transaction, id, cancellationToken) ?? throw NoSuchKey();

    /// <summary>Of the last 30 days, the latest first.</summary>
    public static async Task<IReadOnlyList<KeyUse>> UsesAsync(
        NpgsqlTransaction transaction,
        string id,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            -- keys.uses
            select day, requests
            from editorial.key_uses
            where key_id = @id and day > (now() at time zone 'UTC')::date - @DaysShown
            order by day desc
            """;
        return await transaction.QueryAsync<KeyUse>(Sql, new { id, DaysShown }, cancellationToken);
    }

    private static RefusedException NoSuchKey() =>
        new(ProblemType.NotFound, "There is no key of this id. GET /v1/admin/keys lists them.");
}

/// <summary>Where a key stands in their list.</summary>
internal static class KeyPlace
{
    public static string Of(StoredKey key) => Instants.ToText(key.CreatedAt);

    public static DateTimeOffset Read(Cursor cursor) =>
        DateTimeOffset.Parse(cursor.Key, System.Globalization.CultureInfo.InvariantCulture);
}

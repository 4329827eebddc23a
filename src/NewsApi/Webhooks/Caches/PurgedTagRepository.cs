using Dapper;
using NewsApi.Storage;

namespace NewsApi.Webhooks;

/// <summary>Reads under which names caches may hold answers about tags.</summary>
internal sealed class PurgedTagRepository(DeliveryDatabase database)
{
    /// <summary>Type and slug, present and former ones, of each tag.</summary>
    public async Task<ILookup<int, string>> ReadAsync(int[] ids, CancellationToken cancellationToken)
    {
        const string Sql = """
            -- caches.tags
            select tag_id, type || '/' || slug as name from delivery.tag_slugs where tag_id = any(@ids) order by tag_id, slug
            """;
        if (ids.Length == 0)
            return Enumerable.Empty<int>().ToLookup(id => id, _ => "");
        await using var connection = await database.OpenAsync(cancellationToken);
        var rows = await connection.QueryAsync<(int Id, string Name)>(
            new(Sql, new { ids }, cancellationToken: cancellationToken)
        );
        return rows.ToLookup(row => row.Id, row => row.Name);
    }
}

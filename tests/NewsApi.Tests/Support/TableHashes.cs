using Dapper;
using NewsApi.Storage;
using Npgsql;

namespace NewsApi.Tests.Support;

/// <summary>What a database holds, to see that something left it as it was.</summary>
public static class TableHashes
{
    /// <summary>A line for each table: its name, how many rows it has, and a hash of them all.</summary>
    public static async Task<IReadOnlyList<string>> TableHashesAsync(this DatabaseConnections connections)
    {
        await using var owner = new NpgsqlConnection(connections.Owner);
        var tables = await owner.QueryAsync<string>(
            """
            select format('%I.%I', schemaname, tablename)
            from pg_tables
            where schemaname in ('editorial', 'delivery')
              -- Counts every request, and a moment late.
              and tablename <> 'key_uses'
            order by 1
            """
        );
        return
        [
            .. await owner.QueryAsync<string>(
                string.Join(
                    "\nunion all\n",
                    tables.Select(table =>
                        $"select '{table}: ' || count(*) || ' ' || coalesce(md5(string_agg(md5(t::text), '' order by md5(t::text))), '') from {table} t"
                    )
                )
            ),
        ];
    }
}

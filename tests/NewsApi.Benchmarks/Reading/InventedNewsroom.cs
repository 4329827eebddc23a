using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using NewsApi.Benchmarks.Archive;
using NewsApi.Benchmarks.Importing;
using NewsApi.Storage;
using Npgsql;

namespace NewsApi.Benchmarks.Reading;

/// <summary>A newsroom of invented stories, with its editorial side, and beside it the same stories as the afternoon's service
/// keeps them. Kept from one run to the next; each run works on a copy.</summary>
internal sealed class InventedNewsroom(ArchiveServer server, PublishedService service, Workspace workspace)
{
    private const string Copy = "reading";
    private const int Form = 1;

    /// <returns>Connection string of a fresh copy, for the owner of its schemas.</returns>
    public async Task<string> OpenAsync(int stories, CancellationToken cancellationToken)
    {
        var original = $"reading_{stories}";
        await using var source = server.Open();
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var mark = await connection.ExecuteScalarAsync<string?>(
            new(
                "select shobj_description(oid, 'pg_database') from pg_database where datname = @original",
                new { original },
                cancellationToken: cancellationToken
            )
        );
        if (mark != Mark)
        {
            await ExecuteAsync($"drop database if exists {original}");
            await ExecuteAsync($"create database {original} template template0 encoding 'UTF8'");
            await FillAsync(original, stories, cancellationToken);
            await ExecuteAsync($"comment on database {original} is '{Mark}'");
        }
        NpgsqlConnection.ClearAllPools();
        await ExecuteAsync($"drop database if exists {Copy}");
        await ExecuteAsync($"create database {Copy} template {original}");
        return server.For(Copy);

        Task ExecuteAsync(string sql) => connection.ExecuteAsync(new(sql, cancellationToken: cancellationToken));
    }

    private static string Mark => $"form {Form}, {ArchiveKey.Mark}";

    private async Task FillAsync(string database, int stories, CancellationToken cancellationToken)
    {
        await Console.Error.WriteLineAsync($"Importing {stories:N0} stories, this once.");
        var owner = server.For(database);
        await Migrations.ApplyAsync(DatabaseConnections.FromOwner(owner), NullLogger.Instance, cancellationToken);
        var all = Enumerable.Range(0, stories).Select(InventedStory.Make).ToList();
        var file = Path.Combine(workspace.Location, "stories.ndjson");
        await File.WriteAllLinesAsync(file, all.Select(story => story.ToLine()), cancellationToken);
        await CommandRun.OfAsync(service, owner, ["import", file, "--publish", "--create-missing"], cancellationToken);
        await using var source = server.Open(database);
        await AfternoonTables.FillAsync(source, all, cancellationToken);
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new("vacuum (analyze)", cancellationToken: cancellationToken));
        await connection.ExecuteAsync(
            new("checkpoint", commandType: System.Data.CommandType.Text, cancellationToken: cancellationToken)
        );
    }
}

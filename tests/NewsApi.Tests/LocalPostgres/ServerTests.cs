using NewsApi.LocalPostgres;
using Npgsql;
using Xunit;

namespace NewsApi.Tests.LocalPostgres;

/// <summary>What tests of servers share: a folder for one that keeps its data, and questions to it.</summary>
public abstract class ServerTests : IDisposable
{
    private protected TestFolder Folder { get; } = new();

    protected LocalPostgresOptions Kept => new() { DataFolder = Folder.Of("postgres") };

    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    protected static Task<LocalPostgresServer> StartAsync(LocalPostgresOptions options) =>
        LocalPostgresServer.StartAsync(options, null, CancellationToken.None);

    protected static async Task<string> FaultAsync(LocalPostgresOptions options) =>
        (await Assert.ThrowsAsync<LocalPostgresException>(() => StartAsync(options))).Message;

    protected static Task<string> AskAsync(LocalPostgresServer server, string question) =>
        AskAsync(server.ConnectionString, question);

    // Without a pool: a pooled connection would outlive the server.
    protected static async Task<string> AskAsync(string connectionString, string question)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(question, connection);
        return await command.ExecuteScalarAsync() as string ?? "";
    }

    protected static Task<string> RememberAsync(string connectionString, string word) =>
        AskAsync(connectionString, $"create table memory (word text); insert into memory values ('{word}')");
}

using System.Globalization;
using System.Reflection;
using Dapper;
using DbUp;
using DbUp.Engine;
using DbUp.Engine.Output;
using NewsApi.Http;
using Npgsql;

namespace NewsApi.Storage;

/// <summary>Brings a database to the structure this program needs: the SQL files of <c>db/migrations</c>, in the order of
/// their numbers, each once and each in its own transaction.</summary>
public static partial class Migrations
{
    private const string ResourcePrefix = "migrations/";

    /// <summary>Held while migrating, so that instances starting together take turns. The number means nothing else.</summary>
    private const long LockKey = 0x6e657773617069;

    /// <summary>Names of all migrations in this program, in order.</summary>
    public static IReadOnlyList<string> Known { get; } =
    [
        .. Assembly
            .GetExecutingAssembly()
            .GetManifestResourceNames()
            .Where(name => name.StartsWith(ResourcePrefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Applies what is missing and gives the two roles the passwords of their connection strings.</summary>
    /// <returns>Names of the migrations applied just now.</returns>
    public static async Task<IReadOnlyList<string>> ApplyAsync(
        DatabaseConnections connections,
        ILogger logger,
        CancellationToken cancellationToken
    )
    {
        var owner =
            connections.Owner ?? throw new ConfigurationException("ConnectionStrings:Owner", "is needed to migrate.");
        await using var connection = new NpgsqlConnection(owner);
        await connection.OpenAsync(cancellationToken);
        await connection.ExecuteAsync(Command("select pg_advisory_lock(@LockKey)", new { LockKey }, cancellationToken));
        await connection.ExecuteAsync(Command("create schema if not exists delivery", null, cancellationToken));

        // The runner opens connections of its own and knows no cancellation; the lock stays with the one above.
        var outcome = await Task.Run(() => Runner(owner, logger).PerformUpgrade(), cancellationToken);
        if (!outcome.Successful)
            throw new InvalidOperationException($"Migration {outcome.ErrorScript?.Name} failed.", outcome.Error);

        await SetPasswordAsync(connection, connections.Editorial, Roles.Editorial, cancellationToken);
        await SetPasswordAsync(connection, connections.Delivery, Roles.Delivery, cancellationToken);
        await connection.ExecuteAsync(
            Command("select pg_advisory_unlock(@LockKey)", new { LockKey }, cancellationToken)
        );
        return [.. outcome.Scripts.Select(script => script.Name)];
    }

    private static UpgradeEngine Runner(string owner, ILogger logger) =>
        DeployChanges
            .To.PostgresqlDatabase(owner)
            .WithScriptsEmbeddedInAssembly(
                Assembly.GetExecutingAssembly(),
                name => name.StartsWith(ResourcePrefix, StringComparison.Ordinal)
            )
            .JournalToPostgresqlTable("delivery", "schema_versions")
            .WithTransactionPerScript()
            // Otherwise $body$ would be taken for a variable of the runner's.
            .WithVariablesDisabled()
            .LogTo(new RunnerLog(logger))
            .Build();

    private static async Task SetPasswordAsync(
        NpgsqlConnection connection,
        string connectionString,
        string role,
        CancellationToken cancellationToken
    )
    {
        var (username, password) = new NpgsqlConnectionStringBuilder(connectionString) switch
        {
            var builder => (builder.Username, builder.Password),
        };
        if (username != role || string.IsNullOrEmpty(password))
            return;
        // A utility statement takes no parameters, so the server quotes the text for us.
        var statement = await connection.ExecuteScalarAsync<string>(
            Command(
                "select format('alter role %I password %L', @role, @password)",
                new { role, password },
                cancellationToken
            )
        );
        await connection.ExecuteAsync(Command(statement!, null, cancellationToken));
    }

    private static CommandDefinition Command(string sql, object? parameters, CancellationToken cancellationToken) =>
        new(sql, parameters, cancellationToken: cancellationToken);

    private sealed partial class RunnerLog(ILogger logger) : IUpgradeLog
    {
        public void LogTrace(string format, params object[] args) => Write(LogLevel.Trace, format, args);

        public void LogDebug(string format, params object[] args) => Write(LogLevel.Debug, format, args);

        public void LogInformation(string format, params object[] args) => Write(LogLevel.Debug, format, args);

        public void LogWarning(string format, params object[] args) => Write(LogLevel.Warning, format, args);

        public void LogError(string format, params object[] args) => Write(LogLevel.Error, format, args);

        public void LogError(Exception ex, string format, params object[] args) =>
            Write(LogLevel.Error, format, args, ex);

        private void Write(LogLevel level, string format, object[] args, Exception? exception = null)
        {
            if (logger.IsEnabled(level))
                Migrating(level, string.Format(CultureInfo.InvariantCulture, format, args), exception);
        }

        [LoggerMessage(Message = "Migrations: {Text}")]
        private partial void Migrating(LogLevel level, string text, Exception? exception);
    }
}

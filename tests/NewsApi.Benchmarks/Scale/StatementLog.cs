using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Dapper;
using NewsApi.Benchmarks.Archive;
using NewsApi.Storage;
using Npgsql;

namespace NewsApi.Benchmarks.Scale;

/// <summary>Reads from the server's own log which SQL the service runs for a request.</summary>
internal sealed partial class StatementLog : IAsyncDisposable
{
    private const int MostTries = 500;

    private static readonly TimeSpan s_pollInterval = TimeSpan.FromMilliseconds(10);

    private readonly NpgsqlDataSource _source;
    private readonly string _file;
    private long _position;

    private StatementLog(NpgsqlDataSource source, string file) => (_source, _file) = (source, file);

    /// <summary>Has the server write every statement down, until this is disposed of.</summary>
    /// <param name="server">A private one.</param>
    /// <param name="cancellationToken">Ends the wait for the database.</param>
    public static async Task<StatementLog> StartAsync(ArchiveServer server, CancellationToken cancellationToken)
    {
        var log = new StatementLog(server.Open(), Path.Combine(server.DataFolder!, "log", "server.json"));
        await log.SetAsync("all", cancellationToken);
        return log;
    }

    /// <summary>The statements that a request runs, as text that any client can send.</summary>
    public async Task<IReadOnlyList<string>> OfAsync(Func<Task> request, CancellationToken cancellationToken)
    {
        await ReadToMarkAsync(cancellationToken);
        await request();
        return [.. (await ReadToMarkAsync(cancellationToken)).Select(Plain)];
    }

    /// <summary>How often the last statement of one request runs while something else goes on. Values do not matter.</summary>
    /// <param name="request">The request.</param>
    /// <param name="other">What goes on meanwhile.</param>
    /// <param name="cancellationToken">Ends the wait for the log.</param>
    public async Task<int> CountAsync(Func<Task> request, Func<Task> other, CancellationToken cancellationToken)
    {
        await ReadToMarkAsync(cancellationToken);
        await request();
        var wanted = (await ReadToMarkAsync(cancellationToken)) is [.., var last]
            ? last.Statement
            : throw new BenchmarkException("The request whose statements were to be counted ran none.");
        await other();
        return (await ReadToMarkAsync(cancellationToken)).Count(entry => entry.Statement == wanted);
    }

    public async ValueTask DisposeAsync()
    {
        await SetAsync("none", CancellationToken.None);
        await _source.DisposeAsync();
    }

    private async Task SetAsync(string which, CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(
            new($"alter system set log_statement = '{which}'", cancellationToken: cancellationToken)
        );
        await connection.ExecuteAsync(new("select pg_reload_conf()", cancellationToken: cancellationToken));
    }

    /// <summary>Everything the service has run since the last call. The log is written by a process of its own, so a
    /// statement of ours serves as the mark to wait for.</summary>
    private async Task<IReadOnlyList<Entry>> ReadToMarkAsync(CancellationToken cancellationToken)
    {
        var mark = $"-- {Guid.NewGuid():N}";
        var entries = new List<Entry>();
        for (var tries = 0; tries < MostTries; tries++)
        {
            // Again and again: a session learns only between two statements that it is to write them down.
            await using (var connection = await _source.OpenConnectionAsync(cancellationToken))
                await connection.ExecuteAsync(new($"{mark}\nselect 1", cancellationToken: cancellationToken));
            await foreach (var entry in ReadAsync(cancellationToken))
            {
                if (entry.Statement.StartsWith(mark, StringComparison.Ordinal))
                    return entries;
                if (entry.User == Roles.Delivery)
                    entries.Add(entry);
            }
            await Task.Delay(s_pollInterval, cancellationToken);
        }
        throw new BenchmarkException($"The server does not write its statements to {_file}: look into that file.");
    }

    private async IAsyncEnumerable<Entry> ReadAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (!File.Exists(_file))
            yield break;
        await using var file = new FileStream(_file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Position = _position;
        using var reader = new StreamReader(file, Encoding.UTF8);
        var text = await reader.ReadToEndAsync(cancellationToken);
        var whole = text[..(text.LastIndexOf('\n') + 1)];
        _position += Encoding.UTF8.GetByteCount(whole);
        foreach (var line in whole.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var json = JsonDocument.Parse(line);
            var message = Member(json, "message");
            if (
                Statement().Match(message) is { Success: true } match
                && !message.EndsWith("DISCARD ALL", StringComparison.Ordinal)
                // What the service asks by itself, whoever asks it.
                && !message.Contains("-- changes.look", StringComparison.Ordinal)
            )
                yield return new(Member(json, "user"), message[match.Length..], Member(json, "detail"));
        }
    }

    private static string Member(JsonDocument row, string name) =>
        row.RootElement.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";

    /// <summary>Puts the values where the parameters stand.</summary>
    private static string Plain(Entry entry)
    {
        var values = ParameterValue()
            .Matches(entry.Detail)
            .ToDictionary(
                match => int.Parse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture),
                match => Literal(match.Groups["value"].Value)
            );
        var sql = Comment().Replace(entry.Statement, "");
        return Parameter().Replace(sql, match => values[int.Parse(match.ValueSpan[1..], CultureInfo.InvariantCulture)]);
    }

    // The log has the text of values, not their types; but the forms tell them apart.
    private static string Literal(string value) =>
        value switch
        {
            "NULL" => "null",
            _ when WholeNumber().IsMatch(value) => value.Trim('\''),
            _ when value is "'t'" or "'f'" => value + "::boolean",
            _ when Numbers().IsMatch(value) => value + "::int[]",
            _ when Ids().IsMatch(value) => value + "::uuid[]",
            _ when value.StartsWith("'{", StringComparison.Ordinal) => value + "::text[]",
            _ when Id().IsMatch(value) => value + "::uuid",
            _ when Instant().IsMatch(value) => value + "::timestamptz",
            _ => value + "::text",
        };

    [GeneratedRegex(@"\A(statement|execute [^:]*): ", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Statement();

    [GeneratedRegex(@"\$(?<number>\d+) = (?<value>'([^']|'')*'|NULL)", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex ParameterValue();

    [GeneratedRegex(@"\$\d+", RegexOptions.None, 10_000)]
    private static partial Regex Parameter();

    [GeneratedRegex(@"^\s*--.*$\n?", RegexOptions.Multiline, 10_000)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\A'-?\d{1,18}'\z", RegexOptions.None, 10_000)]
    private static partial Regex WholeNumber();

    [GeneratedRegex(@"\A'\{-?\d+(,-?\d+)*\}'\z", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Numbers();

    [GeneratedRegex(@"\A'\{[0-9a-f]{8}-[0-9a-f-]{27}", RegexOptions.None, 10_000)]
    private static partial Regex Ids();

    [GeneratedRegex(@"\A'[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}'\z", RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Id();

    [GeneratedRegex(@"\A'\d{4}-\d\d-\d\d \d\d:\d\d:", RegexOptions.None, 10_000)]
    private static partial Regex Instant();

    private sealed record Entry(string User, string Statement, string Detail);
}

using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using NewsApi.Benchmarks.Archive;
using NewsApi.Storage;
using Npgsql;

namespace NewsApi.Benchmarks.Scale;

/// <summary>Times SQL alone with PostgreSQL's own tool, as the role that the service reads with.</summary>
/// <param name="program">Path of the tool.</param>
/// <param name="connectionString">Of the database; the user in it is not used.</param>
/// <param name="folder">Where the statements are kept, for looking into them.</param>
internal sealed partial class Pgbench(string program, string connectionString, string folder)
{
    private const int Seconds = 3;

    /// <summary>Where the tool is: with the server's programs or on the path; null where it is not.</summary>
    public static string? Find(ArchiveServer server) =>
        server.BinariesFolder is not { } folder
            ? null
            : (Environment.GetEnvironmentVariable("PATH") ?? "")
                .Split(Path.PathSeparator)
                .Prepend(folder)
                .Select(place => Path.Combine(place, "pgbench"))
                .FirstOrDefault(File.Exists);

    /// <param name="name">Of the question, for its files.</param>
    /// <param name="scripts">The statements of one request each; which is run is left to chance.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <returns>The mean time of the statements of one request.</returns>
    public async Task<TimeSpan> RunAsync(
        string name,
        IReadOnlyList<IReadOnlyList<string>> scripts,
        CancellationToken cancellationToken
    )
    {
        var output = await OutputAsync(
            name,
            [.. scripts.Select(Script)],
            ["-c", "1", "-T", $"{Seconds}"],
            cancellationToken
        );
        return TimeSpan.FromMilliseconds(Figure(MeanLatency(), output));
    }

    /// <summary>The most that the database can do: prepared statements, several clients at once.</summary>
    /// <param name="name">Of the question, for its files.</param>
    /// <param name="scripts">What is run at once each; which is left to chance.</param>
    /// <param name="clients">How many ask at once.</param>
    /// <param name="seconds">How long.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <returns>Runs of a script in a second.</returns>
    public async Task<double> RateAsync(
        string name,
        IReadOnlyList<string> scripts,
        int clients,
        int seconds,
        CancellationToken cancellationToken
    )
    {
        string[] load = ["-M", "prepared", "-c", $"{clients}", "-T", $"{seconds}"];
        return Figure(Rate(), await OutputAsync(name, scripts, load, cancellationToken));
    }

    /// <summary>A script of these statements.</summary>
    public static string Script(IEnumerable<string> statements) =>
        string.Concat(statements.Select(sql => $"{sql.Trim()};\n"));

    private async Task<string> OutputAsync(
        string name,
        IReadOnlyList<string> scripts,
        IReadOnlyList<string> load,
        CancellationToken cancellationToken
    )
    {
        Directory.CreateDirectory(folder);
        var connection = new NpgsqlConnectionStringBuilder(connectionString);
        var start = new ProcessStartInfo(
            program,
            ["-n", .. load, "-h", connection.Host!, "-p", $"{connection.Port}", "-U", Roles.Delivery]
        )
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (number, script) in scripts.Index())
        {
            var file = Path.Combine(folder, $"{NotOfNames().Replace(name, "-")}-{number}.sql");
            await File.WriteAllTextAsync(file, script, cancellationToken);
            start.ArgumentList.Add("-f");
            start.ArgumentList.Add(file);
        }
        start.ArgumentList.Add(connection.Database!);
        using var process = Process.Start(start)!;
        try
        {
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0
                ? output
                : throw new BenchmarkException($"pgbench failed at '{name}' in {folder}:\n{await errors}");
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
    }

    private static double Figure(Regex form, string output) =>
        form.Match(output) is { Success: true } match
            ? double.Parse(match.Groups["figure"].ValueSpan, CultureInfo.InvariantCulture)
            : throw new BenchmarkException($"pgbench says something unknown:\n{output}");

    [GeneratedRegex(@"^tps = (?<figure>[\d.]+)", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Rate();

    [GeneratedRegex(
        @"^latency average = (?<figure>[\d.]+) ms",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline,
        1000
    )]
    private static partial Regex MeanLatency();

    [GeneratedRegex(@"[^a-z0-9]+", RegexOptions.None, 1000)]
    private static partial Regex NotOfNames();
}

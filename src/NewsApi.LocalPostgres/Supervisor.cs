using System.Diagnostics;

namespace NewsApi.LocalPostgres;

/// <summary>The shell process (<c>supervisor.sh</c>) that starts the server and stops it when this process has gone, which it
/// learns from the end of a pipe that this process alone holds.</summary>
internal sealed class Supervisor : IAsyncDisposable
{
    private const string ScriptVariable = "NEWSAPI_POSTGRES_SUPERVISOR";
    private const string SettingsVariable = "NEWSAPI_POSTGRES_SETTINGS";

    private static readonly TimeSpan PatienceAfterFailure = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly Task<string> _complaint;
    private bool _isDisposed;

    private Supervisor(Process process)
    {
        _process = process;
        _complaint = process.StandardError.ReadToEndAsync(CancellationToken.None);
    }

    /// <returns>When the server takes connections.</returns>
    /// <exception cref="LocalPostgresException">It did not start, and nothing of it is left running.</exception>
    public static async Task<Supervisor> StartAsync(
        ServerFolder folder,
        PostgresBinaries binaries,
        string? account,
        LocalPostgresOptions options,
        IProgress<string>? progress,
        CancellationToken ct
    )
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(options.StartTimeout);
        var supervisor = new Supervisor(Launch(folder, binaries, account, options));
        try
        {
            if (!await supervisor.IsReadyAsync(progress, deadline.Token))
            {
                await supervisor._process.WaitForExitAsync(deadline.Token);
                throw Failure(
                    supervisor._process.ExitCode,
                    await supervisor._complaint.WaitAsync(deadline.Token),
                    folder,
                    binaries,
                    account
                );
            }
            return supervisor;
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            await supervisor.AbandonAsync();
            throw new LocalPostgresException(
                $"PostgreSQL did not start within {options.StartTimeout.TotalSeconds} s: look into {folder.LogFile}, "
                    + "or try again when the machine is less busy.",
                e
            );
        }
        catch
        {
            await supervisor.AbandonAsync();
            throw;
        }
    }

    /// <summary>Stops the server and waits until it has.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        _process.StandardInput.Close();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    private static Process Launch(
        ServerFolder folder,
        PostgresBinaries binaries,
        string? account,
        LocalPostgresOptions options
    )
    {
        var mode = (folder.IsThrowAway, options.Fresh) switch
        {
            (true, _) => "discard",
            (false, true) => "fresh",
            (false, false) => "keep",
        };
        // Script and settings travel in the environment, so that a list of processes stays legible.
        var start = new ProcessStartInfo(
            "/bin/sh",
            [
                "-c",
                $"eval \"${ScriptVariable}\"",
                "newsapi-postgres",
                folder.Location,
                binaries.Folder,
                folder.SocketFolder,
                mode,
                $"{Math.Ceiling(options.StartTimeout.TotalSeconds)}",
            ]
        )
        {
            WorkingDirectory = "/",
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Neither PGDATA and its like, which speak of other servers, nor what the application keeps secret there.
        foreach (var name in start.Environment.Keys.Except(["PATH", "LD_LIBRARY_PATH"]).ToList())
            start.Environment.Remove(name);
        start.Environment[ScriptVariable] = Script();
        start.Environment[SettingsVariable] = ServerSettings.For(folder.SocketFolder, folder.IsThrowAway);
        start.Environment["HOME"] = folder.Location;
        start.Environment["LC_ALL"] = "C";
        start.Environment["TZ"] = "UTC"; // Spares initdb a search through all time zones.
        if (account is not null)
            start.UserName = account;
        return Process.Start(start)!;
    }

    private static string Script()
    {
        using var resource = typeof(Supervisor).Assembly.GetManifestResourceStream("supervisor.sh")!;
        using var reader = new StreamReader(resource);
        return reader.ReadToEnd();
    }

    /// <returns>False when the script gave up.</returns>
    private async Task<bool> IsReadyAsync(IProgress<string>? progress, CancellationToken ct)
    {
        const string Progress = "progress ";
        while (await _process.StandardOutput.ReadLineAsync(ct).AsTask().WaitAsync(ct) is { } line)
        {
            if (line == "ready")
                return true;
            if (line.StartsWith(Progress, StringComparison.Ordinal))
                progress?.Report(line[Progress.Length..]);
        }
        return false;
    }

    /// <summary>Lets it clear up. If it takes long over that, the next start waits for it.</summary>
    private async Task AbandonAsync()
    {
        _process.StandardInput.Close();
        await Task.WhenAny(_process.WaitForExitAsync(CancellationToken.None), Task.Delay(PatienceAfterFailure));
        _process.Dispose();
    }

    private static LocalPostgresException Failure(
        int exitCode,
        string complaint,
        ServerFolder folder,
        PostgresBinaries binaries,
        string? account
    )
    {
        var reader = account is null
            ? "this user"
            : $"the account '{account}', which the server runs as in place of root,";
        var sentence = exitCode switch
        {
            10 => $"The folder {folder.Location} cannot be reached by {reader} "
                + "because of the rights of a folder above it: choose another with LocalPostgres:DataFolder.",
            11 => $"The folder {folder.Location} does not belong to {reader} "
                + "so PostgreSQL would refuse it: choose another with LocalPostgres:DataFolder.",
            12 => $"The programs in {binaries.Folder} cannot be run by {reader} "
                + $"because of their rights: name another folder of PostgreSQL in {PostgresBinaries.FolderVariable}.",
            13 => $"A server left over from before in {folder.Location} does not stop: end it by hand "
                + "(its number is the first line of data/postmaster.pid), then start again.",
            14 =>
                $"The old data in {folder.Location} could not be deleted: delete the folder by hand, then start again.",
            15 => $"PostgreSQL's initdb could not make a database in {folder.Location}: see to what it says below.",
            16 =>
                $"The folder {folder.SocketFolder} for the server's socket could not be made: remove what is in its place.",
            17 => $"PostgreSQL {binaries.Version} did not start in {folder.Location}: see to what its log says below.",
            _ => $"The start of PostgreSQL in {folder.Location} was cut short (status {exitCode}): start again.",
        };
        return new(string.IsNullOrWhiteSpace(complaint) ? sentence : $"{sentence}\n{complaint.Trim()}");
    }
}

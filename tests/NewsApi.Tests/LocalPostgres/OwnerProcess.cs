using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using NewsApi.LocalPostgres;
using Xunit;

/// <summary>.NET calls this at the start of a process whose DOTNET_STARTUP_HOOKS names this assembly; no namespace, by its
/// rules. So the test program can be started a second time as the owner of a server, to be killed.</summary>
[SuppressMessage("Design", "MA0047", Justification = "The name is .NET's choice.")]
internal static class StartupHook
{
    public static void Initialize() => NewsApi.Tests.LocalPostgres.OwnerProcess.BeOwner().GetAwaiter().GetResult();
}

namespace NewsApi.Tests.LocalPostgres
{
    /// <summary>Another process that has started a local server, and keeps it until it dies or is disposed of.</summary>
    internal sealed class OwnerProcess : IDisposable
    {
        private const string FolderVariable = "NEWSAPI_TEST_OWNED_FOLDER";

        private readonly Process _process;

        private OwnerProcess(Process process, string dataFolder, string connectionString) =>
            (_process, DataFolder, ConnectionString) = (process, dataFolder, connectionString);

        public int Id => _process.Id;

        public string DataFolder { get; }

        public string ConnectionString { get; }

        /// <param name="folder">Null for a throw-away server.</param>
        /// <param name="user">Null for the user of the tests.</param>
        public static async Task<OwnerProcess> StartAsync(string? folder, string? user = null)
        {
            var tests = typeof(OwnerProcess).Assembly.Location;
            var dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet"));
            // In a session of its own, so that a signal to its process group does not reach the tests.
            var start = new ProcessStartInfo("setsid", [dotnet, "exec", tests])
            {
                UseShellExecute = false,
                WorkingDirectory = "/",
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            };
            start.Environment["DOTNET_STARTUP_HOOKS"] = tests;
            start.Environment["DOTNET_EnableDiagnostics"] = "0"; // A killed process would leave its socket in /tmp.
            start.Environment[FolderVariable] = folder ?? "";
            start.Environment["PGDATA"] = "/nowhere";
            start.Environment["PGPORT"] = "1";
            start.Environment["PGOPTIONS"] = "--nonsense";
            if (user is not null)
                (start.UserName, start.Environment["HOME"]) = (user, "/");
            var process = Process.Start(start)!;
            var dataFolder = await process.StandardOutput.ReadLineAsync();
            var connectionString = await process.StandardOutput.ReadLineAsync();
            Assert.True(connectionString is not null, $"The owner did not start its server: {dataFolder}");
            return new(process, dataFolder!, connectionString);
        }

        /// <summary>What the other process does.</summary>
        public static async Task BeOwner()
        {
            if (Environment.GetEnvironmentVariable(FolderVariable) is not { } folder)
                return;
            // As a web host does: Ctrl-C begins an orderly end, which may take a while and need the database.
            using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
            try
            {
                var options = new LocalPostgresOptions { DataFolder = folder.Length == 0 ? null : folder };
                await using var server = await LocalPostgresServer.StartAsync(options, null, CancellationToken.None);
                Console.WriteLine($"{server.DataFolder}\n{server.ConnectionString}");
                await Console.In.ReadToEndAsync(); // Ends with the tests at the latest.
            }
            catch (LocalPostgresException e)
            {
                Console.WriteLine(e.Message.ReplaceLineEndings(" "));
            }
            Environment.Exit(0);
        }

        /// <summary>As <c>kill -9</c> does.</summary>
        public void Kill()
        {
            _process.Kill();
            _process.WaitForExit();
        }

        public async Task SignalGroupAsync(string signal)
        {
            var kill = await ExternalProgram.RunAsync(
                "/bin/sh",
                ["-c", $"kill -s {signal} -- -{Id}"],
                "/",
                CancellationToken.None
            );
            Assert.True(kill.Succeeded, kill.Complaint);
        }

        public void Dispose()
        {
            _process.StandardInput.Close();
            _process.WaitForExit();
            _process.Dispose();
        }
    }
}

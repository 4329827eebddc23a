namespace NewsApi.Benchmarks;

/// <summary>A throw-away folder under the temporary files, for everything that one benchmark makes.</summary>
internal sealed class Workspace : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    public Workspace()
    {
        Location = Directory.CreateTempSubdirectory("newsapi-benchmark-").FullName;
        // The database of a service started by root belongs to another account, which has to get there.
        if (Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows())
            File.SetUnixFileMode(Location, File.GetUnixFileMode(Location) | UnixFileMode.OtherExecute);
    }

    public string Location { get; }

    /// <summary>Where the service may make a database; nothing is there yet.</summary>
    public string DataFolder => Path.Combine(Location, "data");

    /// <summary>Takes a database away whose service has stopped.</summary>
    public void DeleteData()
    {
        // The supervisor of a server whose service was killed is the last to leave.
        var supervisor = Path.Combine(DataFolder, "supervisor.pid");
        if (!SpinWait.SpinUntil(() => !File.Exists(supervisor), s_patience))
            throw new BenchmarkException($"A database server still runs in {DataFolder}: end it by hand.");
        if (Directory.Exists(DataFolder))
            Directory.Delete(DataFolder, recursive: true);
    }

    public void Dispose()
    {
        DeleteData();
        Directory.Delete(Location, recursive: true);
    }
}

using System.Diagnostics;

namespace NewsApi.Benchmarks;

/// <summary>The service as <c>dotnet publish</c> makes it, in a folder of its own.</summary>
/// <param name="Program">Path of the executable.</param>
internal sealed record PublishedService(string Program)
{
    private const string Solution = "NewsApi.sln";

    public static async Task<PublishedService> MakeAsync(
        Workspace workspace,
        string configuration,
        CancellationToken cancellationToken
    )
    {
        await Console.Error.WriteLineAsync($"Publishing the service ({configuration}).");
        var folder = Path.Combine(workspace.Location, "service");
        var start = new ProcessStartInfo(
            "dotnet",
            [
                "publish",
                "src/NewsApi",
                "--configuration",
                configuration,
                "--output",
                folder,
                // Away from the repository's own output, from which a service may be running just now.
                "--artifacts-path",
                Path.Combine(workspace.Location, "build"),
                "--disable-build-servers",
                "-clp:ErrorsOnly",
                "-nologo",
            ]
        )
        {
            WorkingDirectory = RepositoryRoot(),
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        using var publish = Process.Start(start)!;
        string output;
        try
        {
            output = await publish.StandardOutput.ReadToEndAsync(cancellationToken);
            await publish.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            publish.Kill(entireProcessTree: true);
            await publish.WaitForExitAsync(CancellationToken.None);
            throw;
        }
        return publish.ExitCode == 0
            ? new(Path.Combine(folder, "newsapi"))
            : throw new BenchmarkException($"The service could not be published:\n{output}");
    }

    private static string RepositoryRoot()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, Solution)))
                return folder;
        }
        throw new BenchmarkException($"No folder above {AppContext.BaseDirectory} holds {Solution}.");
    }
}

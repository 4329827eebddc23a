using System.Diagnostics;

namespace NewsApi.LocalPostgres;

/// <summary>How a program that was run to its end answered.</summary>
internal sealed record ProgramAnswer(int ExitCode, string Output, string Errors)
{
    public bool Succeeded => ExitCode == 0;

    /// <summary>The first lines of what went wrong; details come after them.</summary>
    public string Complaint
    {
        get
        {
            var text = string.IsNullOrWhiteSpace(Errors) ? Output : Errors;
            return string.Join('\n', text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Take(6));
        }
    }
}

internal static class ExternalProgram
{
    /// <summary>Runs a program without input and collects what it prints. A cancelled run ends the program.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">The program cannot be executed.</exception>
    public static async Task<ProgramAnswer> RunAsync(
        string program,
        IEnumerable<string> arguments,
        string? folder,
        CancellationToken ct
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder ?? "/",
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(ct);
            var errors = process.StandardError.ReadToEndAsync(ct);
            await process.WaitForExitAsync(ct);
            return new(process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            throw;
        }
    }
}

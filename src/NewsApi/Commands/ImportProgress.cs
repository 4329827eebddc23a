using NewsApi.Importing;
using Spectre.Console;

namespace NewsApi.Commands;

/// <summary>Says on standard error how far an import has come, and what failed: with a bar on a terminal, in plain lines
/// elsewhere.</summary>
internal sealed class ImportProgress
{
    /// <summary>So many failed lines are told of; the file of <c>--results</c> has all.</summary>
    private const int MostFailures = 20;

    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(10);

    private static readonly IAnsiConsole Terminal = AnsiConsole.Create(
        new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) }
    );

    private readonly ImportFile _file;
    private readonly ProgressTask? _bar;
    private readonly TimeProvider _time = TimeProvider.System;
    private long _lastLine;
    private long _lines;
    private long _failures;

    private ImportProgress(ImportFile file, ProgressTask? bar) =>
        (_file, _bar, _lastLine) = (file, bar, _time.GetTimestamp());

    public static async Task ShowAsync(ImportFile file, Func<ImportProgress, Task> work)
    {
        if (Console.IsErrorRedirected)
        {
            await work(new(file, bar: null));
            return;
        }
        await Terminal
            .Progress()
            .Columns(
                file.Length is null
                    ? [new TaskDescriptionColumn(), new ElapsedTimeColumn()]
                    :
                    [
                        new TaskDescriptionColumn(),
                        new ProgressBarColumn(),
                        new PercentageColumn(),
                        new ElapsedTimeColumn(),
                        new RemainingTimeColumn(),
                    ]
            )
            .StartAsync(async progress =>
            {
                var bar = progress.AddTask("Importing", maxValue: Math.Max(1, file.Length ?? 1));
                bar.IsIndeterminate = file.Length is null;
                await work(new(file, bar));
                bar.StopTask();
            });
    }

    public void Add(ImportResult result)
    {
        _lines++;
        if (result.Status == ImportStatus.Failed)
            Tell(result);
        if (_bar is not null)
        {
            _bar.Value = _file.Position;
            _bar.Description = $"{_lines:N0} lines, {_failures:N0} failed";
        }
        else if (_time.GetElapsedTime(_lastLine) > BetweenLines)
        {
            _lastLine = _time.GetTimestamp();
            Console.Error.WriteLine($"{_lines:N0} lines, {_failures:N0} failed");
        }
    }

    private void Tell(ImportResult failure)
    {
        if (++_failures > MostFailures)
        {
            if (_failures == MostFailures + 1)
                Write("Further lines failed; --results FILE keeps what became of each.");
            return;
        }
        foreach (var (pointer, messages) in failure.Errors!)
            Write($"line {failure.Line}: {(pointer.Length > 0 ? pointer + ": " : "")}{string.Join(' ', messages)}");
    }

    private void Write(string text)
    {
        if (_bar is null)
            Console.Error.WriteLine(text);
        else
            Terminal.WriteLine(text);
    }
}

using Spectre.Console;

namespace NewsApi.Benchmarks.Archive;

/// <summary>A bar on standard error that says how far a long piece of work has come.</summary>
internal static class LoadProgress
{
    private static readonly IAnsiConsole s_console = AnsiConsole.Create(
        new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) }
    );

    /// <param name="title">What is worked on.</param>
    /// <param name="parts">How many parts the work has.</param>
    /// <param name="work">Is given what to call with the number of parts done since the last call.</param>
    public static Task ShowAsync(string title, int parts, Func<Action<int>, Task> work) =>
        s_console
            .Progress()
            .Columns(
                new TaskDescriptionColumn(),
                new ProgressBarColumn(),
                new PercentageColumn(),
                new ElapsedTimeColumn(),
                new RemainingTimeColumn()
            )
            .StartAsync(async progress =>
            {
                var task = progress.AddTask(Markup.Escape(title), maxValue: parts);
                await work(done => task.Increment(done));
            });
}

using System.CommandLine;

namespace NewsApi.Benchmarks.Reading;

/// <summary>The options of the benchmark <c>reading</c>.</summary>
/// <param name="Seconds">Of one round.</param>
/// <param name="Rounds">Of each contestant in a case.</param>
/// <param name="Connections">How many ask at once, one after the other.</param>
/// <param name="Case">A part of the names of the cases to run; null for all.</param>
/// <param name="Data">Folder of the private database server.</param>
internal sealed record ReadingOptions(
    int Seconds,
    int Rounds,
    IReadOnlyList<int> Connections,
    int Stories,
    string? Case,
    string Data,
    string Configuration
)
{
    private static readonly Option<int> s_seconds = BenchmarkOptions.Count("--seconds", "How long a round takes.", 5);
    private static readonly Option<int> s_rounds = BenchmarkOptions.Count(
        "--rounds",
        "How often each contestant is measured in a case; the medians are shown.",
        3
    );
    private static readonly Option<int> s_stories = BenchmarkOptions.Count(
        "--stories",
        "How many stories there are.",
        10_000
    );
    private static readonly Option<string> s_connections = Connected();
    private static readonly Option<string?> s_case = new("--case")
    {
        Description = "A part of the names of the cases to run, such as 'hot' or 'cold item'; all without it.",
    };
    private static readonly Option<string> s_data = new("--data")
    {
        Description = "Folder in which the private server keeps the stories from one run to the next.",
        DefaultValueFactory = _ => Path.Combine(Path.GetTempPath(), "newsapi-reading"),
    };
    private static readonly Option<string> s_configuration = BenchmarkOptions.Configuration();

    public static void AddTo(Command command)
    {
        foreach (
            var option in (Option[])[s_seconds, s_rounds, s_connections, s_stories, s_case, s_data, s_configuration]
        )
            command.Add(option);
    }

    public static ReadingOptions Of(ParseResult parsed) =>
        new(
            parsed.GetValue(s_seconds),
            parsed.GetValue(s_rounds),
            [.. parsed.GetValue(s_connections)!.Split(',').Select(int.Parse)],
            parsed.GetValue(s_stories),
            parsed.GetValue(s_case),
            parsed.GetValue(s_data)!,
            parsed.GetValue(s_configuration)!
        );

    public bool Wants(string name) => Case is null || name.Contains(Case, StringComparison.OrdinalIgnoreCase);

    private static Option<string> Connected()
    {
        var option = new Option<string>("--connections")
        {
            Description = "With how many connections hot and mixed cases are run, divided by commas.",
            DefaultValueFactory = _ => "16,64,256",
        };
        option.Validators.Add(result =>
        {
            if (!result.GetValueOrDefault<string>().Split(',').All(part => int.TryParse(part, out var n) && n > 0))
                result.AddError("--connections must be numbers from 1 on, divided by commas.");
        });
        return option;
    }
}

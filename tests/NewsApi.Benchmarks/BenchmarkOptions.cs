using System.CommandLine;

namespace NewsApi.Benchmarks;

/// <summary>Options that several benchmarks have.</summary>
internal static class BenchmarkOptions
{
    public static Option<string> Configuration()
    {
        var option = new Option<string>("--configuration", "-c")
        {
            Description =
                "How the service is built: Release, as it is shipped, or Debug, as a plain 'dotnet run' has it.",
            DefaultValueFactory = _ => "Release",
        };
        option.AcceptOnlyFromAmong("Release", "Debug");
        return option;
    }

    public static Option<int> Count(string name, string description, int usual)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
                result.AddError($"{name} must be at least 1.");
        });
        return option;
    }
}

using System.Text.RegularExpressions;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Architecture;

/// <summary>What the README says of security.</summary>
public sealed partial class SecurityPageTests
{
    private const int Risks = 10;

    [Fact]
    public void Every_risk_names_tests_that_there_are()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "README.md"))
            .Split("\n## Security\n")[1]
            .Split("\n## ")[0];
        var rows = page.Split('\n').Where(line => line.StartsWith("| API", StringComparison.Ordinal)).ToList();
        var tests = typeof(SecurityPageTests).Assembly.GetTypes();

        Assert.Equal(Risks, rows.Count);
        Assert.All(
            rows,
            row =>
            {
                var named = Test().Matches(row.Split('|')[3]);
                Assert.NotEmpty(named);
                Assert.All(
                    named,
                    name =>
                    {
                        var type = Assert.Single(tests, type => type.Name == name.Groups["class"].Value);
                        if (name.Groups["method"] is { Success: true, Value: var method })
                            Assert.NotNull(type.GetMethod(method));
                    }
                );
            }
        );
    }

    [GeneratedRegex(@"`(?<class>\w+Tests)(\.(?<method>\w+))?`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Test();
}

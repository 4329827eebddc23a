using System.Globalization;

namespace NewsApi.Benchmarks.Scale;

/// <summary>The tables of the benchmark <c>scale</c>.</summary>
internal static class ScaleReport
{
    private const double MostGrowth = 1.2;

    private static readonly TimeSpan s_list = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan s_search = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_facets = TimeSpan.FromMilliseconds(100);

    public static MarkdownTable Times(int stories, IReadOnlyList<ScaleResult> results)
    {
        var table = new MarkdownTable($"{stories:N0} stories", "median", "p99", "its SQL alone", "the rest");
        foreach (var (question, http, sql) in results)
            table.Add(
                question.Name,
                Text(http.Median),
                Text(http.NinetyNinth),
                sql is { } alone ? Text(alone) : "unknown",
                sql is { } part ? Text(http.Median - part) : "unknown"
            );
        return table;
    }

    /// <param name="bySize">From the smallest archive to the largest.</param>
    public static MarkdownTable Checks(IReadOnlyList<(int Stories, IReadOnlyList<ScaleResult> Results)> bySize)
    {
        var table = new MarkdownTable("Checks", "measured", "wanted", "holds");
        var (fewest, smallest) = bySize[0];
        var (most, largest) = bySize[^1];
        if (bySize.Count > 1)
        {
            foreach (
                var (before, after) in smallest
                    .Zip(largest)
                    .Where(pair => pair.First.Question.Kind == QuestionKind.List)
            )
            {
                var growth = after.Http.Median / before.Http.Median;
                table.Add(
                    $"{after.Question.Name}: median at {most:N0} stories to that at {fewest:N0}",
                    Text(growth),
                    $"at most {Text(MostGrowth)}",
                    YesOrNo(growth <= MostGrowth)
                );
            }
        }
        foreach (var (question, http, _) in largest)
        {
            switch (question.Kind)
            {
                case QuestionKind.List:
                    Add(question, "median", http.Median, s_list);
                    break;
                case QuestionKind.Search:
                    Add(question, "p99", http.NinetyNinth, s_search);
                    break;
                case QuestionKind.Facets:
                    Add(question, "p99", http.NinetyNinth, s_facets);
                    break;
            }
        }
        return table;

        void Add(ScaleQuestion question, string figure, TimeSpan measured, TimeSpan wanted) =>
            table.Add(
                $"{question.Name}: {figure} at {most:N0} stories",
                Text(measured),
                $"at most {wanted.TotalMilliseconds:0} ms",
                YesOrNo(measured <= wanted)
            );
    }

    private static string YesOrNo(bool holds) => holds ? "yes" : "no";

    private static string Text(double factor) => factor.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Text(TimeSpan time) => $"{time.TotalMilliseconds:0.00} ms";
}

using System.CommandLine;

namespace NewsApi.Benchmarks.Relevance;

/// <summary>How good search is at finding what people judged to be relevant, beside plain BM25.</summary>
internal static class RelevanceBenchmark
{
    private const string Name = "relevance";

    public static Command Command()
    {
        var judged = new Option<string>("--judged")
        {
            Description = "Folder with docs.jsonl.gz, queries.tsv and qrels.tsv.",
            Required = true,
        };
        var command = new Command(Name, "How well search ranks, by human judgements (nDCG@10), beside plain BM25.")
        {
            judged,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(judged)!, cancellationToken));
        return command;
    }

    private static async Task RunAsync(string folder, CancellationToken cancellationToken)
    {
        var set = await JudgedSet.ReadAsync(folder, cancellationToken);
        await using var newsroom = await JudgedNewsroom.OpenAsync(set, cancellationToken);
        await using var connection = await newsroom.ConnectAsync(cancellationToken);
        var plain = await PlainRanking.OfAsync(set, connection, cancellationToken);

        var table = new MarkdownTable("nDCG@10", "queries", "this service", "plain BM25", "ratio", "wanted", "holds");
        foreach (var form in QueryForm.All(plain))
        {
            await Console.Error.WriteLineAsync($"Asking: {form.Name}.");
            var ours = new List<double>();
            var theirs = new List<double>();
            foreach (var judged in set.Queries)
            {
                if (form.Make(judged) is not { } query)
                    continue;
                ours.Add(Gain.Of(await newsroom.SearchAsync(query, cancellationToken), judged.Relevant));
                theirs.Add(Gain.Of(plain.Rank(query), judged.Relevant));
            }
            var ratio = ours.Average() / theirs.Average();
            table.Add(
                form.Name,
                $"{ours.Count}",
                $"{ours.Average():0.0000}",
                $"{theirs.Average():0.0000}",
                $"{ratio:0.000}",
                "1.000",
                ratio >= 1 ? "yes" : "no"
            );
        }
        Console.WriteLine(await Surroundings.DescribeAsync($"{Name} --judged FOLDER", cancellationToken));
        Console.WriteLine();
        Console.WriteLine(table);
        Console.WriteLine();
        Console.WriteLine(
            $"{set.Texts.Count} texts, {set.Queries.Count} queries with judgements; "
                + $"{newsroom.Cut} requests had to be cut to the length that the service takes."
        );
    }
}

using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using NewsApi.Importing;
using NewsApi.Tests.LocalPostgres;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Importing;

/// <summary>What is exported and imported elsewhere is the same newsroom: to its readers, and to its editors but for the
/// histories.</summary>
[Collection(ImportingCollection.Name)]
public sealed class RoundTripTests(NewsroomFixture fixture)
{
    [Fact]
    public async Task Of_any_newsroom_a_copy_shows_the_same_to_everyone()
    {
        await Gen.Int[0, int.MaxValue]
            .SampleAsync(
                async seed =>
                {
                    var newsroom = await fixture.StartAsync();
                    await new Editor(newsroom).AddSectionAsync("news");
                    using (var wire = await Wire.OpenAsync(newsroom))
                        await new RandomNewsroom(newsroom, wire, new Random(seed)).FillAsync(stories: 25);
                    await AssertCopyAsync(newsroom);
                },
                iter: 5,
                threads: 1
            );
    }

    [Fact]
    public Task Of_the_sample_newsroom_too() => AssertCopyAsync(fixture.Sample);

    [Fact]
    public async Task The_commands_do_it_from_file_to_file()
    {
        using var folder = new TestFolder();
        var file = Path.Combine(folder.Path, "newsroom.ndjson.gz");
        var (exit, output, errors) = await NewsApiProcess.RunAsync(
            fixture.Sample.Connections,
            "export",
            file,
            "--gzip"
        );
        Assert.Equal((0, ""), (exit, output));
        Assert.Equal(["newsroom.ndjson.gz"], Directory.GetFiles(folder.Path).Select(Path.GetFileName));
        using var sample = await Wire.OpenAsync(fixture.Sample);
        var after = await sample.AskAsync<long>("select seq from delivery.change_counter");
        Assert.Contains($"The change log carries on after {after}.", errors, StringComparison.Ordinal);

        var copy = await fixture.StartAsync();
        (exit, _, errors) = await NewsApiProcess.RunAsync(copy.Connections, "import", file);
        Assert.Equal((0, ""), (exit, errors));

        (exit, output, _) = await NewsApiProcess.RunAsync(copy.Connections, "export");
        Assert.Equal(0, exit);
        Assert.Equal(WithoutEnd(Encoding.UTF8.GetString(await ExportAsync(fixture.Sample))), WithoutEnd(output));
    }

    private async Task AssertCopyAsync(Newsroom original)
    {
        var exported = await ExportAsync(original);
        var copy = await fixture.StartAsync();
        using var wire = await Wire.OpenAsync(copy);

        var import = await wire.ImportBytesAsync(exported);
        Assert.All(import.Results, result => Assert.True(result.Text("status") == "created", result.ToJsonString()));
        Assert.True(await wire.IsChangeLogCompleteAsync());

        var names = Names(Encoding.UTF8.GetString(exported)).ToList();
        Assert.Equal(await PublicFace.OfAsync(original, names), await PublicFace.OfAsync(copy, names));
        Assert.Equal(
            WithoutEnd(Encoding.UTF8.GetString(exported)),
            WithoutEnd(Encoding.UTF8.GetString(await ExportAsync(copy)))
        );

        var again = await wire.ImportBytesAsync(exported);
        Assert.All(again.Results, result => Assert.True(result.Text("status") == "unchanged", result.ToJsonString()));
        Assert.Equal(import.Summary["after"]!.GetValue<long>(), again.Summary["after"]!.GetValue<long>());
    }

    private static async Task<byte[]> ExportAsync(Newsroom newsroom)
    {
        using var output = new MemoryStream();
        await newsroom
            .Services.GetRequiredService<NewsroomExport>()
            .RunAsync(output, onStories: _ => { }, CancellationToken.None);
        return output.ToArray();
    }

    /// <summary>Addresses of all that the lines tell of.</summary>
    private static IEnumerable<string> Names(string lines)
    {
        foreach (
            var line in lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)
        )
        {
            if (line["kind"]?.GetValue<string>() is { } kind)
            {
                var former = (line["formerSlugs"] ?? line["formerIds"])!
                    .AsArray()
                    .Select(name => name!.GetValue<string>());
                foreach (var name in former.Prepend((line["slug"] ?? line["id"])!.GetValue<string>()))
                    yield return $"/v1/{kind}s/{name}";
                continue;
            }
            if (line["id"] is null)
                continue;
            IEnumerable<string?> slugs =
            [
                line.Text("id"),
                line["slug"]?.GetValue<string>(),
                line["pending"]?["slug"]?.GetValue<string>(),
                .. line["formerSlugs"]!.AsArray().Select(slug => slug!.GetValue<string>()),
            ];
            foreach (var slug in slugs.OfType<string>())
                yield return $"/v1/articles/{slug}";
        }
    }

    private static string WithoutEnd(string lines) => lines[..lines.LastIndexOf("{\"end\"", StringComparison.Ordinal)];
}

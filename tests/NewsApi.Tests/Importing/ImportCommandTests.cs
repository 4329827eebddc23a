using System.Text;
using System.Text.Json.Nodes;
using NewsApi.Tests.LocalPostgres;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Importing;

/// <summary><c>newsapi import</c> as a process of its own, which may be killed at any moment.</summary>
[Collection(ImportingCollection.Name)]
public sealed class ImportCommandTests(NewsroomFixture fixture) : IAsyncLifetime, IDisposable
{
    private readonly TestFolder _folder = new();
    private Newsroom _newsroom = null!;
    private Wire _wire = null!;

    public async Task InitializeAsync()
    {
        _newsroom = await fixture.StartAsync();
        await new Editor(_newsroom).AddSectionAsync("news");
        _wire = await Wire.OpenAsync(_newsroom);
    }

    [Fact]
    public async Task A_file_plain_or_gzipped_is_taken_in_and_summed_up()
    {
        var plain = await WriteAsync("stories.ndjson", Stories(3));
        var packed = Path.Combine(_folder.Path, "stories");
        await File.WriteAllBytesAsync(packed, Wire.Gzip(await File.ReadAllBytesAsync(plain)));

        var (exit, output, errors) = await RunAsync("import", packed, "--publish", "--provider", "archive");
        Assert.Equal((0, ""), (exit, errors));
        Assert.Equal("3 lines: 3 created, 0 updated, 0 unchanged, 0 failed.\n", output);
        Assert.Equal(3, (await _newsroom.Client.JsonAsync("/v1/articles")).Total());

        (exit, output, _) = await RunAsync("import", plain, "--publish", "--provider", "archive");
        Assert.Equal(0, exit);
        Assert.Equal("3 lines: 0 created, 0 updated, 3 unchanged, 0 failed.\n", output);
        Assert.Equal("newsapi import", await _wire.AskAsync<string>("select min(saved_by) from editorial.revisions"));
    }

    [Fact]
    public async Task Failed_lines_are_told_up_to_a_bound_and_all_are_in_the_results()
    {
        var bad = Enumerable.Range(0, 25).Select(i => Wire.Draft($"Bad {i}", ("section", "none")));
        var file = await WriteAsync("stories.ndjson", [.. Stories(1), .. bad]);
        var results = Path.Combine(_folder.Path, "results.ndjson");

        var (exit, output, errors) = await RunAsync("import", file, "--results", results);

        Assert.Equal(1, exit);
        Assert.Equal("26 lines: 1 created, 0 updated, 0 unchanged, 25 failed.\n", output);
        Assert.Equal(20, errors.Split('\n').Count(line => line.StartsWith("line ", StringComparison.Ordinal)));
        Assert.Contains("line 2: /section: There is no section 'none'.", errors, StringComparison.Ordinal);
        Assert.Contains("--results FILE keeps", errors, StringComparison.Ordinal);
        var told = ImportedLines.Read(await File.ReadAllTextAsync(results));
        Assert.Equal(26, told.Results.Count);
        Assert.Equal(25, told.Summary["failed"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_dry_run_stores_nothing_and_standard_input_is_a_dash()
    {
        using var process = NewsApiProcess.Start(_newsroom.Connections, "import", "-", "--dry-run", "--create-missing");
        await process.Input.WriteAsync(Encoding.UTF8.GetBytes(Wire.Draft("One", "new-section").ToJsonString()));
        process.Input.Close();
        var (exit, output, _) = await process.EndAsync();

        Assert.Equal(0, exit);
        Assert.Equal(
            "1 lines: 1 created, 0 updated, 0 unchanged, 0 failed. This was a dry run: nothing is stored.\n",
            output
        );
        Assert.Equal(0, await _wire.CountAsync("editorial.articles"));
        Assert.Equal(1, await _wire.CountAsync("editorial.sections"));
    }

    [Theory]
    [InlineData("import")]
    [InlineData("import", "no-such-file")]
    [InlineData("import", "-", "--provider", "A B")]
    [InlineData("import", "-", "--publsh")]
    [InlineData("import", "-", "--results", "/no/such/folder/file")]
    public async Task What_can_t_be_done_is_said(params string[] arguments)
    {
        var (exit, _, errors) = await RunAsync(arguments);

        Assert.Equal(1, exit);
        Assert.NotEqual("", errors);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_was_cut_off_is_no_success()
    {
        var packed = Wire.Gzip(Encoding.UTF8.GetBytes(string.Concat(Stories(2000).Select(story => story + "\n"))));
        var file = Path.Combine(_folder.Path, "cut.ndjson.gz");
        await File.WriteAllBytesAsync(file, packed[..(packed.Length / 2)]);

        var (exit, _, errors) = await RunAsync("import", file);

        Assert.Equal(1, exit);
        Assert.Contains("is damaged", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Killed_in_the_midst_and_started_again_it_does_the_rest_and_nothing_twice()
    {
        const int Count = 3000;
        var file = await WriteAsync("stories.ndjson", Stories(Count));
        for (var kills = 0; kills < 3; kills++)
        {
            var before = await _wire.CountAsync("editorial.articles");
            using var process = NewsApiProcess.Start(_newsroom.Connections, "import", file, "--publish");
            await UntilAsync(async () => await _wire.CountAsync("editorial.articles") > before || process.HasExited);
            await Task.Delay(kills * 70);
            process.Kill();
            await UntilAsync(IsQuietAsync);

            // Whatever is there is whole.
            Assert.True(await _wire.IsChangeLogCompleteAsync());
            Assert.Equal(await _wire.CountAsync("editorial.articles"), await _wire.CountAsync("delivery.article_rows"));
            Assert.Equal(
                await _wire.CountAsync("delivery.article_rows"),
                await _wire.AskAsync<int>("select article_count from delivery.sections")
            );
        }
        Assert.InRange(await _wire.CountAsync("editorial.articles"), 1, Count - 1);

        var (exit, output, _) = await RunAsync("import", file, "--publish");
        Assert.Equal(0, exit);
        Assert.StartsWith("3,000 lines: ", output, StringComparison.Ordinal);
        Assert.Equal(Count, await _wire.CountAsync("editorial.articles"));
        Assert.Equal(Count, await _wire.CountAsync("delivery.changes"));
        Assert.True(await _wire.IsChangeLogCompleteAsync());
        Assert.Equal(
            Count,
            await _wire.AskAsync<long>("select count(distinct content->>'headline') from editorial.revisions")
        );
    }

    [Fact]
    public async Task Ctrl_C_ends_it_in_good_order()
    {
        var file = await WriteAsync("stories.ndjson", Stories(20_000));
        using var process = NewsApiProcess.Start(_newsroom.Connections, "import", file, "--publish");
        await UntilAsync(async () => await _wire.CountAsync("editorial.articles") > 0);
        process.Interrupt();
        var (exit, output, errors) = await process.EndAsync();

        Assert.Equal(130, exit);
        Assert.Contains("Broken off. The same command again does the rest.", errors, StringComparison.Ordinal);
        Assert.StartsWith(
            $"{await _wire.CountAsync("editorial.articles"):N0} lines: ",
            output,
            StringComparison.Ordinal
        );
        Assert.True(await _wire.IsChangeLogCompleteAsync());
    }

    private static IEnumerable<JsonObject> Stories(int count) =>
        Enumerable.Range(1, count).Select(i => Wire.Draft($"Story {i}", ("standfirst", $"Number {i} of many.")));

    private async Task<string> WriteAsync(string name, IEnumerable<JsonObject> lines)
    {
        var path = Path.Combine(_folder.Path, name);
        await File.WriteAllLinesAsync(path, lines.Select(line => line.ToJsonString()));
        return path;
    }

    private Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments) =>
        NewsApiProcess.RunAsync(_newsroom.Connections, arguments);

    /// <summary>Whether nobody else is at work in the database: a killed client's statement goes on for a while.</summary>
    private Task<bool> IsQuietAsync() =>
        _wire.AskAsync<bool>(
            """
            select not exists (
              select from pg_stat_activity
              where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'
            )
            """
        );

    private static async Task UntilAsync(Func<Task<bool>> isTrue)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await isTrue())
            await Task.Delay(10, patience.Token);
    }

    public Task DisposeAsync()
    {
        _wire.Dispose();
        return Task.CompletedTask;
    }

    public void Dispose() => _folder.Dispose();
}

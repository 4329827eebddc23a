using System.Net.Http.Headers;
using System.Text;
using NewsApi.Tests.Importing;
using NewsApi.Tests.Support;
using Xunit;
using Xunit.Abstractions;

namespace NewsApi.Tests.Failures;

/// <summary>An instance is killed in the midst of an import over HTTP. What it does in the midst of publishing and delivering is
/// tried in <see cref="Mirror.MirrorTests"/> and <see cref="Webhooks.InstanceTests"/>.</summary>
[Collection(AloneCollection.Name)]
public sealed class KilledInstanceTests(NewsroomFixture fixture, ITestOutputHelper output)
{
    private const int Stories = 2500;

    [Fact]
    public async Task An_import_sent_again_does_the_rest_and_nothing_twice()
    {
        var newsroom = await fixture.StartAsync();
        await new Editor(newsroom).AddSectionAsync("news");
        var key = (await EditorClient.StartAsync(newsroom)).Key.Text;
        using var wire = await Wire.OpenAsync(newsroom);
        var file = Encoding.UTF8.GetBytes(
            string.Concat(
                Enumerable
                    .Range(1, Stories)
                    .Select(i => Wire.Draft($"Story {i}", ("externalId", $"{i}")).ToJsonString() + "\n")
            )
        );

        await using (var instance = await ServiceProcess.StartAsync(newsroom.Connections))
        {
            var told = await ImportAsync(instance, key, file, killAfter: 1);
            await UntilQuietAsync(wire);
            var there = await wire.CountAsync("delivery.article_rows");
            output.WriteLine($"Killed with {told} lines answered and {there} stories in.");
            Assert.InRange(there, told, Stories - 1);
            Assert.True(await wire.IsChangeLogCompleteAsync());
        }

        await using var last = await ServiceProcess.StartAsync(newsroom.Connections);
        Assert.Equal(Stories, await ImportAsync(last, key, file, killAfter: null));
        Assert.Equal(Stories, await wire.CountAsync("editorial.articles"));
        Assert.Equal(Stories, await wire.CountAsync("delivery.changes"));
        Assert.True(await wire.IsChangeLogCompleteAsync());
    }

    /// <returns>How many lines were answered.</returns>
    private static async Task<int> ImportAsync(ServiceProcess instance, string key, byte[] file, int? killAfter)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            new Uri(instance.Address, "/v1/editorial/imports?publish=true&provider=wire")
        );
        request.Headers.Add("X-Api-Key", key);
        request.Content = new ByteArrayContent(file);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        var lines = 0;
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            response.EnsureSuccessStatusCode();
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
            while (await reader.ReadLineAsync() is { } line)
            {
                if (line.StartsWith("{\"summary\"", StringComparison.Ordinal))
                    continue;
                lines++;
                if (lines == killAfter)
                    instance.Kill();
            }
        }
        catch (Exception dead) when (killAfter is not null && dead is HttpRequestException or IOException)
        {
            // Killed, as it should be.
        }
        return lines;
    }

    /// <summary>A killed client's statement goes on for a while.</summary>
    private static async Task UntilQuietAsync(Wire wire)
    {
        const string Sql = """
            select not exists (
              select from pg_stat_activity
              where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'
            )
            """;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await wire.AskAsync<bool>(Sql))
            await Task.Delay(10, patience.Token);
    }
}

using System.Text.Json.Nodes;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Mirror;

/// <summary>A partner who keeps a copy of what is public, or of a part of it, by following the change log, and who is cut off
/// and begins again where they were now and then.</summary>
internal sealed class Follower(Instances instances, string filter, bool streams, int number)
{
    private readonly Random _random = new(1000 + number);
    private static readonly HttpClient Client = new() { Timeout = TimeSpan.FromSeconds(20) };

    public long After { get; private set; }

    /// <summary>Every number met, in the order in which it was.</summary>
    public List<long> Numbers { get; } = [];

    /// <summary>Version and headline of what is public as far as this follower knows.</summary>
    public Dictionary<Guid, string> Copy { get; } = [];

    /// <param name="until">Followed is until the log's end then is reached.</param>
    public async Task FollowAsync(Task<long> until)
    {
        while (!until.IsCompletedSuccessfully || After < until.Result)
        {
            try
            {
                if (streams)
                    await StreamAsync(until);
                else
                    await PollAsync();
            }
            catch (Exception cut) when (cut is HttpRequestException or IOException or OperationCanceledException)
            {
                // Cut off; what was taken in stays, and the next try goes on from there.
                await Task.Delay(20);
            }
        }
    }

    private async Task PollAsync()
    {
        var limit = _random.Next(1, 40);
        using var response = await instances.SendAsync(
            Client,
            address =>
                new(
                    HttpMethod.Get,
                    new Uri(address, $"/v1/changes?after={After}&limit={limit}&wait=1&include=article{filter}")
                ),
            CancellationToken.None
        );
        var page = await response.JsonAsync(System.Net.HttpStatusCode.OK);
        foreach (var change in page.Items())
            Take(change);
        After = page["after"]!.GetValue<long>();
    }

    private async Task StreamAsync(Task<long> until)
    {
        if (instances.Any() is not { } instance)
            return;
        // In the end long enough for a sign of life, which says how far the log has been looked through.
        var patience = until.IsCompletedSuccessfully ? 30_000 : _random.Next(200, 2500);
        using var cutOff = new CancellationTokenSource(TimeSpan.FromMilliseconds(patience));
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            new Uri(instance.Address, $"/v1/changes/stream?include=article{filter}")
        );
        request.Headers.Add("Last-Event-ID", $"{After}");
        using var response = await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cutOff.Token);
        response.EnsureSuccessStatusCode();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cutOff.Token));
        long? id = null;
        JsonNode? data = null;
        while (await reader.ReadLineAsync(cutOff.Token) is { } line)
        {
            if (line.StartsWith("id:", StringComparison.Ordinal))
                id = long.Parse(line[3..].Trim(), null);
            else if (line.StartsWith("data:", StringComparison.Ordinal))
                data = JsonNode.Parse(line[5..].Trim());
            else if (line.Length == 0)
            {
                if (data is not null)
                    Take(data);
                After = id ?? After;
                (id, data) = (null, null);
                if (until.IsCompletedSuccessfully && After >= until.Result)
                    return;
            }
        }
    }

    private void Take(JsonNode change)
    {
        Numbers.Add(change["seq"]!.GetValue<long>());
        var id = change["articleId"]!.GetValue<Guid>();
        if (change["article"] is { } article)
        {
            Assert.DoesNotContain(change.Text("kind"), (string[])["withdrawn", "expired", "left"]);
            Copy[id] = $"{article["version"]} {article["headline"]}";
        }
        else
            Copy.Remove(id);
    }
}

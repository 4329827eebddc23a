using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using NewsApi.Tests.Http;
using NewsApi.Tests.Support;
using NewsApi.Tests.Webhooks;
using Xunit;

namespace NewsApi.Tests.Caching;

/// <summary>A real Varnish in front of the service, with the configuration that the README has.</summary>
[Collection(AloneCollection.Name)]
public sealed partial class VarnishTests(NewsroomFixture fixture)
{
    private const string Item = "/v1/articles/story";
    private const string List = "/v1/articles?section=news";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [VarnishFact]
    public async Task It_answers_by_itself_until_it_is_told_of_a_change()
    {
        var room = await WebhookNewsroom.StartAsync(fixture, "Site:SharedMaxAgeSeconds=3600");
        // Or it would go on purging, and another test may listen on the same port next.
        await using var newsroom = room.Newsroom;
        var id = await room.Editor.PublishAsync(Editor.Draft("story"));
        await using var varnish = await Edge.StartAsync(room.Newsroom.BaseAddress);
        using (
            var cache = await room.Admin.SendAsync(
                HttpMethod.Post,
                WebhookNewsroom.Caches,
                $$"""{ "name": "edge", "url": "{{varnish.Client.BaseAddress}}", "form": "varnish" }"""
            )
        )
            Assert.Equal(HttpStatusCode.Created, cache.StatusCode);

        foreach (var path in new[] { Item, List, "/v1/sections", "/v1/feeds/atom?section=news" })
        {
            using var made = await varnish.GetAsync(path);
            using var kept = await varnish.GetAsync(path);
            Assert.True(Edge.IsHit(kept), path);
            Assert.Equal(made.Header("ETag"), kept.Header("ETag"));
            using var known = await varnish.GetAsync(path, ("If-None-Match", kept.Header("ETag")));
            Assert.Equal(HttpStatusCode.NotModified, known.StatusCode);
        }

        await room.Editor.PublishAsync(Editor.Draft("news"));
        await UntilAsync(async () => (await varnish.Client.JsonAsync(List)).Slugs().Count == 2);
        await room.Editor.WithdrawAsync(id);
        await UntilAsync(async () =>
        {
            using var gone = await varnish.GetAsync(Item);
            return gone.StatusCode == HttpStatusCode.Gone;
        });
        await UntilAsync(async () => (await varnish.Client.JsonAsync(List)).Slugs().SequenceEqual(["news"]));
    }

    [VarnishFact]
    public async Task Told_of_nothing_it_shows_a_withdrawn_story_no_longer_than_was_promised()
    {
        const int MaxAge = 2;
        var room = await WebhookNewsroom.StartAsync(
            fixture,
            $"Site:MaxAgeSeconds={MaxAge}",
            "Site:StaleIfErrorSeconds=0"
        );
        var id = await room.Editor.PublishAsync(Editor.Draft("story"));
        await using var varnish = await Edge.StartAsync(room.Newsroom.BaseAddress);
        using (var made = await varnish.GetAsync(Item))
            Assert.Equal(HttpStatusCode.OK, made.StatusCode);

        await room.Editor.WithdrawAsync(id);
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < TimeSpan.FromSeconds(MaxAge + 2))
        {
            var asked = clock.Elapsed;
            using var response = await varnish.GetAsync(Item);
            Assert.True(
                asked < TimeSpan.FromSeconds(MaxAge) || response.StatusCode == HttpStatusCode.Gone,
                $"Shown {asked} after it was withdrawn."
            );
            await Task.Delay(50);
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        var clock = Stopwatch.StartNew();
        while (!await holds())
        {
            Assert.True(clock.Elapsed < Patience, "It is not purged.");
            await Task.Delay(20);
        }
    }

    private sealed class Edge : IAsyncDisposable
    {
        private readonly Tool _varnish;
        private readonly string _folder;

        private Edge(Tool varnish, string folder, int port)
        {
            (_varnish, _folder) = (varnish, folder);
            Client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };
        }

        public HttpClient Client { get; }

        public static async Task<Edge> StartAsync(Uri service)
        {
            var readme = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "README.md"));
            var vcl = Fence()
                .Match(readme)
                .Groups["vcl"]
                .Value.Replace("8080", $"{service.Port}", StringComparison.Ordinal);
            var folder = Directory.CreateTempSubdirectory("newsapi-varnish-").FullName;
            await File.WriteAllTextAsync(Path.Combine(folder, "default.vcl"), vcl);
            var port = Tool.FreePort();
            var varnish = await Tool.ListeningAsync(
                port,
                "varnishd",
                [
                    "-F",
                    "-j",
                    "none",
                    "-n",
                    folder,
                    "-f",
                    Path.Combine(folder, "default.vcl"),
                    "-s",
                    "malloc,16m",
                    "-a",
                    $"127.0.0.1:{port}",
                ]
            );
            return new(varnish, folder, port);
        }

        public Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, path);
            foreach (var (name, value) in headers)
                request.Headers.TryAddWithoutValidation(name, value);
            return Client.SendAsync(request);
        }

        /// <summary>Varnish names the request that it answers, and the one that it kept the answer of.</summary>
        public static bool IsHit(HttpResponseMessage response) =>
            response.Header("X-Varnish").Contains(' ', StringComparison.Ordinal);

        public async ValueTask DisposeAsync()
        {
            Client.Dispose();
            await _varnish.DisposeAsync();
            Directory.Delete(_folder, recursive: true);
        }
    }

    [GeneratedRegex("```vcl\n(?<vcl>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Fence();
}

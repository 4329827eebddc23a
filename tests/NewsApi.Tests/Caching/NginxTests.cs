using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using NewsApi.Tests.Http;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Caching;

/// <summary>A real nginx in front of the service, with the configuration that the README has.</summary>
[Collection(AloneCollection.Name)]
public sealed partial class NginxTests(NewsroomFixture fixture)
{
    private const string Item = "/v1/articles/story";
    private const string Status = "X-Cache-Status";

    [InstalledFact("nginx", "nginx-light")]
    public async Task It_answers_by_itself_for_as_long_as_it_is_told_and_while_the_service_is_away()
    {
        const int MaxAge = 6;
        await using var newsroom = await StartAsync(MaxAge);
        await using var edge = await Edge.StartAsync(newsroom.BaseAddress);

        using var made = await edge.GetAsync();
        using var kept = await edge.GetAsync();
        Assert.Equal(("MISS", "HIT"), (made.Header(Status), kept.Header(Status)));
        Assert.Equal(made.Header("ETag"), kept.Header("ETag"));
        using var known = await edge.GetAsync(("If-None-Match", kept.Header("ETag")));
        Assert.Equal(HttpStatusCode.NotModified, known.StatusCode);
        using var compressed = await edge.GetAsync(("Accept-Encoding", "gzip"));
        using var plain = await edge.GetAsync();
        Assert.Equal(["gzip"], compressed.Content.Headers.ContentEncoding);
        Assert.Equal("HIT", plain.Header(Status));
        Assert.Empty(plain.Content.Headers.ContentEncoding);

        // Half of the time nobody need ask; in the other half the old answer is given once more, while nginx asks anew.
        await Task.Delay(TimeSpan.FromSeconds((MaxAge / 2) + 1.2));
        using var stale = await edge.GetAsync();
        Assert.Equal((HttpStatusCode.OK, "STALE"), (stale.StatusCode, stale.Header(Status)));
        await UntilAsync(async () =>
        {
            using var fresh = await edge.GetAsync();
            return fresh.Header(Status) == "HIT";
        });

        await newsroom.DisposeAsync();
        await Task.Delay(TimeSpan.FromSeconds(MaxAge + 1.2));
        using var alone = await edge.GetAsync();
        Assert.Equal((HttpStatusCode.OK, "STALE"), (alone.StatusCode, alone.Header(Status)));
    }

    [InstalledFact("nginx", "nginx-light")]
    public async Task It_shows_a_withdrawn_story_no_longer_than_was_promised()
    {
        const int MaxAge = 2;
        // It counts whole seconds, of which the first has begun already.
        const int Longest = MaxAge + 1;
        await using var newsroom = await StartAsync(MaxAge);
        await using var edge = await Edge.StartAsync(newsroom.BaseAddress);
        using (var made = await edge.GetAsync())
            Assert.Equal(HttpStatusCode.OK, made.StatusCode);

        await new Editor(newsroom).WithdrawAsync((await newsroom.Client.JsonAsync(Item))["id"]!.GetValue<Guid>());
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < TimeSpan.FromSeconds(Longest + 1))
        {
            var asked = clock.Elapsed;
            using var response = await edge.GetAsync();
            Assert.True(
                asked < TimeSpan.FromSeconds(Longest) || response.StatusCode == HttpStatusCode.Gone,
                $"Shown {asked} after it was withdrawn."
            );
            await Task.Delay(50);
        }
    }

    private async Task<Newsroom> StartAsync(int maxAge)
    {
        var newsroom = await fixture.StartAsync(new KeyValuePair<string, string?>("Site:MaxAgeSeconds", $"{maxAge}"));
        var editor = new Editor(newsroom);
        await editor.AddSectionAsync("news");
        await editor.PublishAsync(Editor.Draft("story"));
        await newsroom.FollowAsync();
        return newsroom;
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        var clock = Stopwatch.StartNew();
        while (!await holds())
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), "It does not ask anew.");
            await Task.Delay(20);
        }
    }

    private sealed class Edge : IAsyncDisposable
    {
        private readonly Tool _nginx;
        private readonly string _folder;
        private readonly HttpClient _client;

        private Edge(Tool nginx, string folder, int port)
        {
            (_nginx, _folder) = (nginx, folder);
            _client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };
        }

        public static async Task<Edge> StartAsync(Uri service)
        {
            var readme = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "README.md"));
            var folder = Directory.CreateTempSubdirectory("newsapi-nginx-").FullName;
            var port = Tool.FreePort();
            var site = Fence()
                .Match(readme)
                .Groups["site"]
                .Value.Replace("/var/cache/nginx/news", $"{folder}/kept", StringComparison.Ordinal)
                .Replace("listen 80;", $"listen 127.0.0.1:{port};", StringComparison.Ordinal)
                .Replace("8080", $"{service.Port}", StringComparison.Ordinal);
            // Its processes would otherwise be somebody's who may not write here.
            var user = Environment.IsPrivilegedProcess ? "user root;" : "";
            var file = Path.Combine(folder, "nginx.conf");
            await File.WriteAllTextAsync(
                file,
                $$"""
                {{user}}
                daemon off;
                worker_processes 1;
                pid {{folder}}/pid;
                error_log stderr;
                events {}
                http {
                  access_log off;
                  client_body_temp_path {{folder}}/body;
                  proxy_temp_path {{folder}}/proxy;
                  fastcgi_temp_path {{folder}}/fastcgi;
                  uwsgi_temp_path {{folder}}/uwsgi;
                  scgi_temp_path {{folder}}/scgi;
                  {{site}}
                }
                """
            );
            return new(
                await Tool.ListeningAsync(port, "nginx", ["-e", "stderr", "-p", folder, "-c", file]),
                folder,
                port
            );
        }

        public Task<HttpResponseMessage> GetAsync(params (string Name, string Value)[] headers)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, Item);
            foreach (var (name, value) in headers)
                request.Headers.TryAddWithoutValidation(name, value);
            return _client.SendAsync(request);
        }

        public async ValueTask DisposeAsync()
        {
            _client.Dispose();
            await _nginx.DisposeAsync();
            Directory.Delete(_folder, recursive: true);
        }
    }

    [GeneratedRegex("```nginx\n(?<site>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Fence();
}

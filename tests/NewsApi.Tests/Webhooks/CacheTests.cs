using System.Net;
using System.Text.Json.Nodes;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Webhooks;

/// <summary>Caches are told what has become stale.</summary>
[Collection(PushingCollection.Name)]
public sealed class CacheTests(NewsroomFixture fixture)
{
    [Fact]
    public async Task A_varnish_is_purged_of_the_story_the_lists_and_the_tags()
    {
        var room = await WebhookNewsroom.StartAsync(fixture);
        await room.Editor.AddTagAsync("place/europe");
        await room.Editor.AddTagAsync("place/france", parent: "place/europe");
        await using var varnish = await Receiver.StartAsync();
        await CreateAsync(room, $$"""{ "name": "edge", "url": "{{varnish.Url}}", "form": "varnish" }""");

        var id = await room.Editor.PublishAsync(Editor.Draft("tagged") with { Tags = ["place/france"] });

        var purge = (await varnish.UntilAsync(received => received.Count == 1)).Single();
        Assert.Equal("PURGE", purge.Method);
        Assert.Empty(purge.Content);
        Assert.DoesNotContain("authorization", purge.Headers.Keys);
        Assert.Equal(
            [$"article/{id}", "articles", "changes", "sections", "tag/place/europe", "tag/place/france", "tags"],
            Keys(purge, "xkey-purge").Order(StringComparer.Ordinal)
        );
        // Just those keys by which the answers are known that show it.
        foreach (
            var path in new[]
            {
                $"/v1/articles/{id}",
                "/v1/articles",
                "/v1/tags/place/france",
                "/v1/tags",
                "/v1/sections",
                "/v1/changes",
            }
        )
        {
            using var answer = await room.Newsroom.Client.GetAsync(path);
            Assert.Subset(
                Keys(purge, "xkey-purge").ToHashSet(),
                answer.Headers.GetValues("Surrogate-Key").Single().Split(' ').ToHashSet()
            );
        }

        await room.Editor.WithdrawAsync(id);
        var takedown = (await varnish.UntilAsync(received => received.Count == 2))[1];
        Assert.Contains($"article/{id}", Keys(takedown, "xkey-purge"));
        Assert.Contains("tag/place/france", Keys(takedown, "xkey-purge"));
    }

    [Fact]
    public async Task What_piles_up_goes_to_fastly_in_few_purges_with_its_token()
    {
        var room = await WebhookNewsroom.StartAsync(fixture);
        var isWell = false;
        await using var fastly = await Receiver.StartAsync((_, _) => Task.FromResult(isWell ? 200 : 503));
        var cache = await CreateAsync(
            room,
            $$"""{ "name": "cdn", "url": "{{fastly.Url}}", "form": "fastly", "token": "not-to-be-seen" }"""
        );
        var published = await room.PublishManyAsync(250);
        await fastly.UntilAsync(received => received.Count > 1);

        isWell = true;

        await WebhookNewsroom.UntilAsync(async () =>
            (await room.Admin.ReadAsync($"{WebhookNewsroom.Caches}/{cache.Text("id")}"))["after"]!.GetValue<long>()
            == 250
        );
        var purges = fastly.Taken;
        Assert.InRange(purges.Count, 2, 4);
        Assert.All(
            purges,
            purge =>
            {
                Assert.Equal("POST", purge.Method);
                Assert.Equal("not-to-be-seen", purge.Headers["fastly-key"]);
                Assert.InRange(Keys(purge, "surrogate-key").Count, 5, 200);
            }
        );
        Assert.Equal(
            published.Select(id => $"article/{id}").Order(StringComparer.Ordinal),
            purges
                .SelectMany(purge => Keys(purge, "surrogate-key"))
                .Where(key => key.StartsWith("article/", StringComparison.Ordinal))
                .Distinct()
                .Order(StringComparer.Ordinal)
        );
        var attempts = await room.Admin.ReadAsync(
            $"{WebhookNewsroom.Caches}/{cache.Text("id")}/attempts?status=failed"
        );
        Assert.NotEmpty(attempts.Items());
        var shown =
            cache.ToJsonString()
            + attempts.ToJsonString()
            + (await room.Admin.ReadAsync(WebhookNewsroom.Caches)).ToJsonString();
        Assert.DoesNotContain("not-to-be-seen", shown, StringComparison.Ordinal);
        Assert.DoesNotContain(
            room.Newsroom.Logs.AtLeast(Microsoft.Extensions.Logging.LogLevel.Information),
            line => line.Contains("not-to-be-seen", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_cache_that_is_deleted_is_not_purged_any_more()
    {
        var room = await WebhookNewsroom.StartAsync(fixture);
        await using var varnish = await Receiver.StartAsync();
        var cache = await CreateAsync(
            room,
            $$"""{ "name": "edge", "url": "{{varnish.Url}}", "form": "varnish", "token": "secret" }"""
        );
        await room.PublishAsync("before");
        var purge = (await varnish.UntilAsync(received => received.Count == 1)).Single();

        using var deleted = await room.Admin.SendAsync(
            HttpMethod.Delete,
            $"{WebhookNewsroom.Caches}/{cache.Text("id")}"
        );
        await room.PublishAsync("afterwards");
        await Task.Delay(300);

        Assert.Equal("Bearer secret", purge.Headers["authorization"]);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Single(varnish.Received);
    }

    private static async Task<JsonNode> CreateAsync(WebhookNewsroom room, string cache)
    {
        using var response = await room.Admin.SendAsync(HttpMethod.Post, WebhookNewsroom.Caches, cache);
        return await response.JsonAsync(HttpStatusCode.Created);
    }

    private static IReadOnlyList<string> Keys(Received purge, string header) => purge.Headers[header].Split(' ');
}

using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Web;
using System.Xml.Linq;
using Dapper;
using Microsoft.AspNetCore.Http;
using NewsApi.Http;
using NewsApi.Tests.Http;
using NewsApi.Tests.Support;
using Npgsql;
using Xunit;

namespace NewsApi.Tests.Webhooks;

/// <summary>The hub that pushes every feed (WebSub, W3C Recommendation of 2018).</summary>
[Collection(PushingCollection.Name)]
public sealed class WebSubTests(NewsroomFixture fixture)
{
    private const string Secret = "a secret of the subscriber";

    [Fact]
    public async Task A_subscriber_that_confirms_gets_the_feed_whenever_it_changes()
    {
        var room = await WebhookNewsroom.StartAsync(fixture);
        await using var receiver = await Receiver.StartAsync(ConfirmAsync);
        var topic = Topic(room, "atom?section=news");

        await AskAsync(room, "subscribe", topic, receiver.Url, secret: Secret);
        var asked = (await receiver.UntilAsync(received => received.Count == 1))[0];
        var query = HttpUtility.ParseQueryString(asked.Path.Split('?', 2)[1]);
        Assert.Equal("GET", asked.Method);
        Assert.Equal("do-not-log", query["token"]);
        Assert.Equal("subscribe", query["hub.mode"]);
        Assert.Equal(topic, query["hub.topic"]);
        Assert.Equal("864000", query["hub.lease_seconds"]);
        await SubscribedAsync(room, 1);

        await room.PublishAsync("first");
        var sent = (await receiver.UntilAsync(received => received.Count == 2))[1];

        using var now = await room.Newsroom.Client.GetAsync(new Uri(topic).PathAndQuery);
        Assert.Equal("POST", sent.Method);
        Assert.Equal("application/atom+xml", sent.Headers["content-type"]);
        Assert.Equal(await now.Content.ReadAsByteArrayAsync(), sent.Content);
        Assert.Equal(
            $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), sent.Content))}",
            sent.Headers["x-hub-signature"]
        );
        Assert.Contains($"<{topic}>; rel=\"self\"", sent.Headers["link"], StringComparison.Ordinal);
        Assert.Contains("/websub>; rel=\"hub\"", sent.Headers["link"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_feed_names_its_hub_and_itself_in_headers_and_in_the_document()
    {
        var room = await WebhookNewsroom.StartAsync(fixture);
        foreach (var format in new[] { "rss", "atom", "json" })
        {
            using var response = await room.Newsroom.Client.GetAsync($"/v1/feeds/{format}?limit=5");

            var link = string.Join(", ", response.Headers.GetValues("Link"));
            Assert.Contains("/websub>; rel=\"hub\"", link, StringComparison.Ordinal);
            Assert.Contains($"/v1/feeds/{format}?limit=5>; rel=\"self\"", link, StringComparison.Ordinal);
            Assert.Contains("/websub\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_withdrawn_story_is_gone_from_what_is_sent_next()
    {
        var room = await WebhookNewsroom.StartAsync(fixture);
        await using var receiver = await Receiver.StartAsync(ConfirmAsync);
        await AskAsync(room, "subscribe", Topic(room, "atom"), receiver.Url);
        await SubscribedAsync(room, 1);

        var story = await room.PublishAsync("doomed");
        await receiver.UntilAsync(received => received.Any(one => Shows(one, story)));
        await room.Editor.WithdrawAsync(story);
        var last = (await receiver.UntilAsync(received => received.Count(one => one.Method == "POST") >= 2))[^1];

        Assert.False(Shows(last, story));
        Assert.Contains("deleted-entry", Encoding.UTF8.GetString(last.Content), StringComparison.Ordinal);
        Assert.DoesNotContain("x-hub-signature", last.Headers.Keys);
    }

    [Theory]
    [InlineData("the wrong words", 200)]
    [InlineData("", 200)]
    [InlineData(null, 404)]
    public async Task A_callback_that_does_not_confirm_is_sent_nothing(string? words, int status)
    {
        var room = await WebhookNewsroom.StartAsync(fixture);
        await using var receiver = await Receiver.StartAsync(
            async (http, _) =>
            {
                http.Response.StatusCode = status;
                await http.Response.WriteAsync(words ?? "no");
                return status;
            }
        );
        await AskAsync(room, "subscribe", Topic(room, "rss"), receiver.Url);
        await receiver.UntilAsync(received => received.Count == 1);

        await room.PublishAsync("unheard");
        await Task.Delay(1500);

        Assert.Equal(0, await SubscribersAsync(room));
        Assert.DoesNotContain(receiver.Received, one => one.Method == "POST");
    }

    [Fact]
    public async Task What_does_not_change_a_feed_is_not_sent_and_a_second_request_renews_the_first()
    {
        var room = await WebhookNewsroom.StartAsync(fixture);
        await using var receiver = await Receiver.StartAsync(ConfirmAsync);
        var topic = Topic(room, "json?type=opinion");
        await AskAsync(room, "subscribe", topic, receiver.Url);
        await SubscribedAsync(room, 1);
        await AskAsync(room, "subscribe", topic, receiver.Url, lease: 3600);
        await receiver.UntilAsync(received => received.Count(one => one.Method == "GET") == 2);

        await room.PublishAsync("one");
        await receiver.UntilAsync(received => received.Any(one => one.Method == "POST"));
        await room.PublishAsync("two");
        await room.PublishAsync("three");
        await Task.Delay(1500);

        // Its list is empty before and after. The first is sent since nobody knows what the subscriber has.
        Assert.Single(receiver.Received, one => one.Method == "POST");
        Assert.Equal(1, await SubscribersAsync(room));
    }

    [Fact]
    public async Task Whoever_unsubscribes_or_lets_the_lease_end_is_sent_nothing_more()
    {
        var room = await WebhookNewsroom.StartAsync(fixture);
        await using var leaver = await Receiver.StartAsync(ConfirmAsync);
        await using var sleeper = await Receiver.StartAsync(ConfirmAsync);
        var topic = Topic(room, "rss");
        await AskAsync(room, "subscribe", topic, leaver.Url);
        await AskAsync(room, "subscribe", topic, sleeper.Url);
        await SubscribedAsync(room, 2);

        await AskAsync(room, "unsubscribe", topic, leaver.Url);
        await SubscribedAsync(room, 1);
        await AskedAsync<object>(
            room,
            """
            update editorial.subscribers
            set settings = json_build_object('topic', settings ->> 'topic', 'expiresAt', '2020-01-01T00:00:00Z');
            select pg_notify('newsapi_subscribers', id::text) from editorial.subscribers;
            """
        );
        await Task.Delay(500);
        await room.PublishAsync("unheard");
        await Task.Delay(1500);

        Assert.DoesNotContain(leaver.Received.Concat(sleeper.Received), one => one.Method == "POST");
    }

    [Theory]
    [InlineData("hub.mode=subscribe", "hub.callback", "hub.topic")]
    [InlineData("hub.mode=publish&hub.topic=TOPIC&hub.callback=CALLBACK", "hub.mode")]
    [InlineData("hub.mode=subscribe&hub.topic=https://elsewhere.example/feed&hub.callback=CALLBACK", "hub.topic")]
    [InlineData("hub.mode=subscribe&hub.topic=TOPIC%26nope=1&hub.callback=CALLBACK", "hub.topic")]
    [InlineData("hub.mode=subscribe&hub.topic=TOPIC&hub.callback=ftp://partner.example/x", "hub.callback")]
    [InlineData("hub.mode=subscribe&hub.topic=TOPIC&hub.callback=CALLBACK%23here", "hub.callback")]
    [InlineData("hub.mode=subscribe&hub.topic=TOPIC&hub.callback=CALLBACK&hub.callback=CALLBACK", "hub.callback")]
    [InlineData("hub.mode=subscribe&hub.topic=TOPIC&hub.callback=CALLBACK&hub.lease_seconds=ten", "hub.lease_seconds")]
    [InlineData("hub.mode=subscribe&hub.topic=TOPIC&hub.callback=CALLBACK&hub.lease_seconds=0", "hub.lease_seconds")]
    public async Task A_wrong_request_is_refused_with_every_fault(string form, params string[] faulty)
    {
        var room = await WebhookNewsroom.StartAsync(fixture);
        var filled = form.Replace("TOPIC", Uri.EscapeDataString(Topic(room, "rss?limit=2")), StringComparison.Ordinal)
            .Replace("CALLBACK", Uri.EscapeDataString("https://partner.example/websub"), StringComparison.Ordinal);

        using var content = new StringContent(filled, Encoding.ASCII, "application/x-www-form-urlencoded");
        using var response = await room.Newsroom.Client.PostAsync("/websub", content);

        await response.InvalidAsync(faulty);
        Assert.Equal(0, await AskedAsync<int>(room, "select count(*)::int from editorial.websub_requests"));
    }

    [Fact]
    public async Task A_callback_inside_the_network_is_refused()
    {
        var room = await WebhookNewsroom.StartAsync(fixture, "Webhooks:AllowPrivateAddresses=false");
        foreach (
            var callback in new[]
            {
                "https://127.0.0.1/x",
                "https://localhost/x",
                "https://[::1]/x",
                "https://10.0.0.1/",
            }
        )
        {
            using var response = await SendAsync(room, "subscribe", Topic(room, "rss"), callback);
            await response.InvalidAsync("hub.callback");
        }
    }

    /// <summary>The web server's own bounds on names and values of forms were answered with 500.</summary>
    [Theory]
    [InlineData(5_000, 1)]
    [InlineData(1, 5_000)]
    public async Task A_form_beyond_all_measure_is_refused(int lengthOfName, int values)
    {
        var room = await WebhookNewsroom.StartAsync(fixture);
        var form = string.Join('&', Enumerable.Repeat($"{new string('a', lengthOfName)}=1", values));

        using var answer = await room.Newsroom.Client.PostAsync(
            "/websub",
            new StringContent(form, Encoding.ASCII, "application/x-www-form-urlencoded")
        );

        await answer.ProblemAsync(ProblemType.InvalidRequest);
    }

    [Fact]
    public async Task What_is_no_form_is_refused()
    {
        var room = await WebhookNewsroom.StartAsync(fixture);
        using var content = new StringContent("{}", Encoding.UTF8, "application/json");
        using var response = await room.Newsroom.Client.PostAsync("/websub", content);

        await response.ProblemAsync(ProblemType.UnsupportedMediaType);
    }

    private static string Topic(WebhookNewsroom room, string feed) =>
        new Uri(room.Newsroom.BaseAddress, $"/v1/feeds/{feed}").AbsoluteUri;

    private static bool Shows(Received sent, Guid id) =>
        sent.Method == "POST"
        && XDocument
            .Parse(Encoding.UTF8.GetString(sent.Content))
            .Descendants("{http://www.w3.org/2005/Atom}entry")
            .Any(entry => entry.Element("{http://www.w3.org/2005/Atom}id")!.Value == $"urn:uuid:{id}");

    private static async Task AskAsync(
        WebhookNewsroom room,
        string mode,
        string topic,
        string callback,
        string? secret = null,
        int? lease = null
    )
    {
        using var response = await SendAsync(room, mode, topic, callback, secret, lease);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }

    private static Task<HttpResponseMessage> SendAsync(
        WebhookNewsroom room,
        string mode,
        string topic,
        string callback,
        string? secret = null,
        int? lease = null
    )
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["hub.mode"] = mode,
            ["hub.topic"] = topic,
            ["hub.callback"] = callback,
        };
        if (secret is not null)
            fields["hub.secret"] = secret;
        if (lease is not null)
            fields["hub.lease_seconds"] = $"{lease}";
        return room.Newsroom.Client.PostAsync("/websub", new FormUrlEncodedContent(fields));
    }

    private static Task<int> SubscribersAsync(WebhookNewsroom room) =>
        AskedAsync<int>(room, "select count(*)::int from editorial.subscribers");

    private static async Task<T?> AskedAsync<T>(WebhookNewsroom room, string sql)
    {
        await using var owner = new NpgsqlConnection(room.Newsroom.Connections.Owner);
        return await owner.ExecuteScalarAsync<T>(sql);
    }

    private static async Task SubscribedAsync(WebhookNewsroom room, int count)
    {
        var end = DateTime.UtcNow.AddSeconds(20);
        while (await SubscribersAsync(room) != count)
        {
            Assert.True(DateTime.UtcNow < end, $"There are not {count} subscribers.");
            await Task.Delay(20);
        }
        // The courier learns of it by a notification.
        await Task.Delay(200);
    }

    private static async Task<int> ConfirmAsync(HttpContext http, int number)
    {
        if (HttpMethods.IsGet(http.Request.Method))
            await http.Response.WriteAsync(http.Request.Query["hub.challenge"].ToString());
        return http.Response.HasStarted ? 200 : 204;
    }
}

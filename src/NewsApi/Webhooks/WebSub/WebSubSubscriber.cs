using System.Security.Cryptography;
using System.Text;
using NewsApi.Articles;
using NewsApi.Http;

namespace NewsApi.Webhooks;

/// <summary>A subscriber to a feed (WebSub): is sent the whole feed anew whenever it looks otherwise than before. What has piled
/// up goes in one request, so that a takedown is never behind anything.</summary>
internal sealed class WebSubSubscriber(SubscriberRow row, FeedAsking feeds, Site site, TimeProvider time) : Subscriber
{
    public const string Event = "feed";

    private readonly WebSubSettings _settings = row.Read(NewsJsonContext.Wire.WebSubSettings);

    /// <summary>Of what was sent last; null when this instance has sent nothing yet.</summary>
    private byte[]? _sent;

    public override bool CanBeDisabled => true;

    public override async Task<NextParcel> NextAsync(
        Places places,
        LogView log,
        bool onlyUrgent,
        CancellationToken cancellationToken
    )
    {
        var end = log.End;
        if (onlyUrgent || places.After >= end)
            return new(places);
        var done = places.Past(end);
        if (_settings.ExpiresAt <= time.GetUtcNow())
            return new(done);
        var feed = await feeds.AskAsync(_settings.Topic, end, cancellationToken);
        // A filter may name what has been deleted since; there is nothing to tell then.
        if (feed is null)
            return new(done);
        var hash = SHA256.HashData(feed.Content.Span);
        if (_sent is not null && hash.AsSpan().SequenceEqual(_sent))
            return new(done);
        return new(places)
        {
            HasMore = true,
            Parcel = new()
            {
                Event = Event,
                Seq = end,
                At = time.GetUtcNow(),
                Done = done,
                Request = _ =>
                {
                    _sent = hash;
                    return Task.FromResult(Request(feed));
                },
            },
        };
    }

    /// <summary>Content distribution (WebSub, section 7), signed where the subscriber gave a secret (section 8).</summary>
    private OutboundRequest Request(AskedFeed feed)
    {
        List<KeyValuePair<string, string>> headers =
        [
            new("Link", $"<{FeedAddresses.Hub(site)}>; rel=\"hub\", <{_settings.Topic}>; rel=\"self\""),
            new("User-Agent", "NewsAPI-WebSub/1.0"),
        ];
        if (row.Secret is { } secret)
            headers.Add(
                new(
                    "X-Hub-Signature",
                    $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), feed.Content.Span))}"
                )
            );
        return new(HttpMethod.Post, new(row.Url), headers) { Body = feed.Content, ContentType = feed.MediaType };
    }
}

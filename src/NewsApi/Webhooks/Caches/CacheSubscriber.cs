namespace NewsApi.Webhooks;

/// <summary>A cache on its way along the change log. What has piled up goes in one purge, as far as its keys fit; order does not
/// matter to a cache, so takedowns need not go ahead.</summary>
internal sealed class CacheSubscriber(SubscriberRow row, CacheKeys keys) : Subscriber
{
    public const string Event = "purge";

    private static readonly HttpMethod Purge = new("PURGE");

    private readonly CacheForm _form = row.Read(NewsJsonContext.Wire.CacheSettings).Form;

    /// <summary>A cache that is not purged serves what is stale: there is no point at which to give up.</summary>
    public override bool CanBeDisabled => false;

    public override async Task<NextParcel> NextAsync(
        Places places,
        LogView log,
        bool onlyUrgent,
        CancellationToken cancellationToken
    )
    {
        if (onlyUrgent)
            return new(places);
        var changes = (await log.AfterAsync(places.After, cancellationToken)).Take(CacheKeys.Most).ToList();
        if (changes.Count == 0)
            return new(places);
        var (purged, last) = await keys.OfAsync(changes, cancellationToken);
        return new(places)
        {
            HasMore = true,
            Parcel = new()
            {
                Event = Event,
                Seq = last.Seq,
                At = changes[0].At,
                Done = places.Past(last.Seq),
                Request = _ => Task.FromResult(Request(purged)),
            },
        };
    }

    private OutboundRequest Request(IEnumerable<string> purged)
    {
        var named = string.Join(' ', purged);
        List<KeyValuePair<string, string>> headers = [new("user-agent", "NewsAPI-Purge/1.0")];
        if (_form == CacheForm.Fastly)
        {
            headers.AddRange([
                new("Surrogate-Key", named),
                new("Fastly-Key", row.Secret!),
                new("Accept", "application/json"),
            ]);
            return new(HttpMethod.Post, new(row.Url), headers);
        }
        headers.Add(new("xkey-purge", named));
        if (row.Secret is { } token)
            headers.Add(new("Authorization", $"Bearer {token}"));
        return new(Purge, new(row.Url), headers);
    }
}

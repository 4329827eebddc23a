namespace NewsApi.Webhooks;

/// <summary>What is kept of a subscriber to a feed as JSON.</summary>
/// <param name="Topic">Address of the feed.</param>
/// <param name="ExpiresAt">End of the lease.</param>
internal sealed record WebSubSettings(string Topic, DateTimeOffset ExpiresAt);

using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using NewsApi.Articles;
using NewsApi.Http;
using NewsApi.OpenApi;
using NewsApi.Storage;

namespace NewsApi.Webhooks;

/// <summary>The hub of every feed here (WebSub, W3C Recommendation of 2018).</summary>
internal static class WebSubEndpoint
{
    private const string Form = "application/x-www-form-urlencoded";

    /// <summary>Requests that wait to be confirmed. Whoever floods the hub keeps others waiting, not the service.</summary>
    private const int MostPending = 1_000;

    public static void MapWebSub(this IEndpointRouteBuilder app) =>
        app.MapPost(FeedAddresses.HubPath, AskAsync)
            .DisableAntiforgery()
            .Accepts<WebSubForm>(Form)
            .WithTags("Webhooks")
            .WithName("askHub")
            .AnswersNothing(
                "Taken in. The callback is going to be asked whether it wants that.",
                StatusCodes.Status202Accepted
            )
            .Refuses(
                ProblemType.InvalidRequest,
                ProblemType.PayloadTooLarge,
                ProblemType.UnsupportedMediaType,
                ProblemType.Unavailable
            );

    /// <summary>Subscribe to a feed by WebSub</summary>
    /// <remarks>A form with <c>hub.mode</c> (<c>subscribe</c> or <c>unsubscribe</c>), <c>hub.topic</c> (the <c>self</c> address of
    /// any feed here), <c>hub.callback</c>, and possibly <c>hub.lease_seconds</c> (5 minutes to 30 days; 10 days unless said) and
    /// <c>hub.secret</c>. The callback is asked by <c>GET</c> whether it wants that, with a challenge that it has to answer with.
    /// From then on it gets the whole feed by <c>POST</c> whenever it changes, with <c>X-Hub-Signature</c> (HMAC-SHA256) where
    /// there is a secret, tried again like webhooks.</remarks>
    private static async Task<IResult> AskAsync(
        HttpContext http,
        SubscriberUrl urls,
        FeedAsking feeds,
        WebSubVerifier verifier,
        EditorialDatabase database,
        CancellationToken cancellationToken
    )
    {
        if (!http.Request.HasFormContentType)
            return new ProblemResult(ProblemType.UnsupportedMediaType, $"Send a form: {Form}.");
        var faults = new Faults();
        var form = await ReadAsync(http, cancellationToken);
        var request = WebSubRequest.Read(form, urls, faults);
        if (form["hub.topic"] is [{ Length: > 0 } topic] && await feeds.AskAsync(topic, cancellationToken) is null)
            faults.Add("hub.topic", "Must be the address of a feed of this service that answers with 200.");
        if (faults.Count > 0)
            return ProblemResult.Invalid(faults);
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await WebSubStore.AddAsync(transaction, request!, MostPending, cancellationToken))
            throw new RefusedException(ProblemType.Unavailable, "Too many requests wait to be confirmed.");
        await transaction.CommitAsync(cancellationToken);
        verifier.Wake();
        return TypedResults.Accepted((string?)null);
    }

    /// <exception cref="RefusedException">It has more, or longer, names and values than any form.</exception>
    private static async Task<IFormCollection> ReadAsync(HttpContext http, CancellationToken cancellationToken)
    {
        try
        {
            return await http.Request.ReadFormAsync(cancellationToken);
        }
        catch (InvalidDataException)
        {
            throw new RefusedException(ProblemType.InvalidRequest, "This is no form, or one beyond all measure.");
        }
    }
}

/// <summary>A request to the hub, as a form.</summary>
public sealed record WebSubForm
{
    /// <summary>What is wanted.</summary>
    /// <example>subscribe</example>
    [JsonPropertyName("hub.mode")]
    [AllowedValues("subscribe", "unsubscribe")]
    public required string Mode { get; init; }

    /// <summary>Address of the feed: its <c>self</c>.</summary>
    /// <example>https://api.example.org/v1/feeds/rss?section=science</example>
    [JsonPropertyName("hub.topic")]
    [MaxLength(8192)]
    public required string Topic { get; init; }

    /// <summary>Where the feed is sent to.</summary>
    /// <example>https://reader.example.org/websub/17</example>
    [JsonPropertyName("hub.callback")]
    [MaxLength(2000)]
    public required string Callback { get; init; }

    /// <summary>For how long, in seconds. Less than 300 becomes 300, more than 2592000 becomes that; the callback is told.</summary>
    /// <example>864000</example>
    [JsonPropertyName("hub.lease_seconds")]
    [Range(1, int.MaxValue)]
    public int? LeaseSeconds { get; init; }

    /// <summary>Signs what is sent. Less than 200 bytes.</summary>
    /// <example>a-long-random-text</example>
    [JsonPropertyName("hub.secret")]
    [MaxLength(199)]
    public string? Secret { get; init; }
}

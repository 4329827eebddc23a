using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.Extensions;
using NewsApi.Storage;
using Npgsql;

namespace NewsApi.Webhooks;

/// <summary>Asks callbacks whether they really want what was asked for in their name (WebSub, section 5.3): only one that answers
/// with the challenge does. Each instance takes part; a request that an instance held when it died is taken by the next.</summary>
internal sealed partial class WebSubVerifier(
    EditorialDatabase database,
    Outbound outbound,
    TimeProvider time,
    ILogger<WebSubVerifier> logger
) : BackgroundService
{
    private const int MostTries = 4;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenExpiries = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _signal = new(0, 1);
    private DateTimeOffset _expired = DateTimeOffset.MinValue;

    /// <summary>Has this instance look at once.</summary>
    public void Wake()
    {
        if (_signal.CurrentCount == 0)
            _signal.Release();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var isInTrouble = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ExpireAsync(stoppingToken);
                while (await VerifyNextAsync(stoppingToken)) { }
                isInTrouble = false;
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                if (!isInTrouble)
                    LogFault(fault);
                isInTrouble = true;
            }
            await ((Task)_signal.WaitAsync(LongestSleep, stoppingToken)).ConfigureAwait(
                ConfigureAwaitOptions.SuppressThrowing
            );
        }
    }

    /// <returns>Whether there was one.</returns>
    private async Task<bool> VerifyNextAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await WebSubStore.TakeAsync(transaction, cancellationToken) is not { } request)
            return false;
        var challenge = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(24));
        var answer = await outbound.SendAsync(Question(request, challenge), cancellationToken);
        if (answer.IsSuccess)
        {
            await DoAsync(transaction, request, cancellationToken);
            await WebSubStore.ForgetAsync(transaction, request.Id, cancellationToken);
        }
        // 404 is how a callback says no.
        else if (answer.Status == StatusCodes.Status404NotFound || request.Tries + 1 >= MostTries)
        {
            LogUnconfirmed(request.Mode, new Uri(request.Callback).Host, answer.Summary);
            await WebSubStore.ForgetAsync(transaction, request.Id, cancellationToken);
        }
        else
            await WebSubStore.PostponeAsync(
                transaction,
                request.Id,
                Pause * Math.Pow(3, request.Tries),
                cancellationToken
            );
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private Task DoAsync(NpgsqlTransaction transaction, PendingRequest request, CancellationToken cancellationToken) =>
        request.Mode == WebSubRequest.Subscribe
            ? WebSubStore.SubscribeAsync(transaction, request, time.GetUtcNow(), cancellationToken)
            : WebSubStore.UnsubscribeAsync(transaction, request, cancellationToken);

    private static OutboundRequest Question(PendingRequest request, string challenge)
    {
        var query = new QueryBuilder
        {
            { "hub.mode", request.Mode },
            { "hub.topic", request.Topic },
            { "hub.challenge", challenge },
        };
        if (request.Mode == WebSubRequest.Subscribe)
            query.Add("hub.lease_seconds", request.LeaseSeconds.ToString(CultureInfo.InvariantCulture));
        // A callback may have a query of its own, which has to stay.
        var separator = request.Callback.Contains('?') ? "&" : "?";
        return new(
            HttpMethod.Get,
            new(request.Callback + separator + query.ToString()[1..]),
            [new("User-Agent", "NewsAPI-WebSub/1.0")]
        )
        {
            Expected = challenge,
        };
    }

    private async Task ExpireAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (now - _expired < BetweenExpiries)
            return;
        _expired = now;
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await WebSubStore.ExpireAsync(transaction, now, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "The callback at {Host} did not confirm to {Mode} ({Answer})"
    )]
    private partial void LogUnconfirmed(string mode, string host, string answer);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Requests to the hub could not be looked at; they are tried again"
    )]
    private partial void LogFault(Exception fault);
}

using NewsApi.Following;

namespace NewsApi.Webhooks;

/// <summary>What all lanes share.</summary>
internal sealed record LaneTools(
    ChangeFeed Feed,
    ChangeRepository Log,
    DeliveryStore Store,
    SubscriberKinds Kinds,
    Outbound Outbound,
    RetrySchedule Retries,
    DeliveryMetrics Metrics,
    WebhookOptions Options,
    TimeProvider Time
)
{
    /// <summary>Places for requests on their way.</summary>
    public SemaphoreSlim Room { get; } = new(Options.Concurrency);

    /// <summary>Places for takedowns alone: those do not wait for receivers that are slow to take other things.</summary>
    public SemaphoreSlim UrgentRoom { get; } = new(Options.Concurrency);
}

/// <summary>Delivers to one subscriber, one thing after the other: the next only when the one before has succeeded, or when
/// something more urgent comes while that one waits to be tried again.</summary>
internal sealed partial class Lane(SubscriberRow row, LaneTools tools, ILogger logger)
{
    private static readonly TimeSpan AfterFirstFault = TimeSpan.FromSeconds(1);

    /// <summary>Looked again by itself, should a signal have been lost.</summary>
    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(30);

    private SubscriberRow _row = row;
    private SubscriberRow? _renewal;
    private volatile TaskCompletionSource _signal = NewSignal();
    private Standing _standing = StandingOf(row);
    private Places _kept = row.Places;

    /// <summary>Null while it can't be made: the database may be away.</summary>
    private Subscriber? _subscriber;

    /// <summary>The end of the log when something failed last: takedowns after it do not wait until that is tried again.</summary>
    private long? _waitsUnless;

    /// <summary>What failed last, and how often.</summary>
    private (string Event, long? Seq, int Tries)? _failed;

    public Guid Id => _row.Id;

    /// <summary>Where the subscriber stands, if that was not written yet.</summary>
    public Standing? Unkept => _standing.Places == _kept ? null : _standing;

    public void Keep(Standing standing) => _kept = standing.Places;

    /// <summary>Lets the subscriber as it is kept now take effect before anything else is sent.</summary>
    public void Renew(SubscriberRow renewal)
    {
        Volatile.Write(ref _renewal, renewal);
        _signal.TrySetResult();
    }

    /// <summary>Goes on until it is cancelled, or the subscriber is not to be told any more.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var afterFault = AfterFirstFault;
        while (!cancellationToken.IsCancellationRequested)
        {
            // Before looking: what comes while looking must not be waited for.
            if (_signal.Task.IsCompleted)
                _signal = NewSignal();
            var latest = tools.Feed.Latest;
            TimeSpan? pause;
            try
            {
                if (Interlocked.Exchange(ref _renewal, null) is { } renewal)
                    Adopt(renewal);
                if (!_row.Active)
                    return;
                _subscriber ??= await tools.Kinds.MakeAsync(_row, cancellationToken);
                pause = latest.IsKnown ? await StepAsync(_subscriber, latest, cancellationToken) : AfterFirstFault;
                afterFault = AfterFirstFault;
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                // Whatever it was, what follows must not be lost for it.
                // Once, not at each try.
                if (afterFault == AfterFirstFault)
                    LogFault(_row.Id, exception);
                pause = afterFault;
                afterFault = afterFault * 2 < LongestRest ? afterFault * 2 : LongestRest;
            }
            if (pause is { } most)
                await RestAsync(latest, most, cancellationToken);
        }
    }

    /// <summary>Delivers what is next, if there is something that need not wait.</summary>
    /// <returns>How long to rest if nothing happens; null for not at all.</returns>
    private async Task<TimeSpan?> StepAsync(
        Subscriber subscriber,
        LatestChanges latest,
        CancellationToken cancellationToken
    )
    {
        var left = _standing.NextAttemptAt - tools.Time.GetUtcNow();
        var isWaiting = left > TimeSpan.Zero;
        var view = new LogView(latest, tools.Log);
        var next = await subscriber.NextAsync(_standing.Places, view, isWaiting, cancellationToken);
        var standing = _standing with { Places = next.Passed };
        if (next.Overtaken.Count > 0)
        {
            await tools.Store.RecordOvertakenAsync(_row, next.Overtaken, standing, cancellationToken);
            _standing = standing;
            Keep(standing);
            tools.Metrics.Overtaken(_row.Kind, next.Overtaken.Count);
            return null;
        }
        _standing = standing;
        if (isWaiting && !(next.Parcel is { } urgent && MayGoNow(urgent)))
            return left;
        if (next.Parcel is not { } parcel)
            return next.HasMore ? null : LongestRest;
        await SendAsync(parcel, latest, cancellationToken);
        return null;
    }

    /// <summary>What is urgent waits only once it has failed itself.</summary>
    private bool MayGoNow(Parcel parcel) => parcel.UrgentSeq is { } newest && !(newest <= _waitsUnless);

    private async Task SendAsync(Parcel parcel, LatestChanges latest, CancellationToken cancellationToken)
    {
        var room = parcel.UrgentSeq is not null ? tools.UrgentRoom : tools.Room;
        if (!room.Wait(0, CancellationToken.None))
        {
            await room.WaitAsync(cancellationToken);
            // It took a while: something more urgent may have come, or the subscriber may have changed.
            if (tools.Feed.Latest != latest || Volatile.Read(ref _renewal) is not null)
            {
                room.Release();
                return;
            }
        }
        OutboundAnswer answer;
        try
        {
            answer = await tools.Outbound.SendAsync(await parcel.Request(cancellationToken), cancellationToken);
        }
        finally
        {
            room.Release();
        }
        if (answer.IsSuccess)
            await SucceedAsync(parcel, answer, cancellationToken);
        else
            await FailAsync(parcel, answer, latest, cancellationToken);
    }

    private async Task SucceedAsync(Parcel parcel, OutboundAnswer answer, CancellationToken cancellationToken)
    {
        var now = tools.Time.GetUtcNow();
        var attempt = Attempt.Of(parcel, answer, NumberOf(parcel), now);
        var standing = new Standing
        {
            Places = parcel.Done,
            Epoch = _standing.Epoch,
            Failures = 0,
        };
        await tools.Store.RecordAsync(_row, attempt, standing, cancellationToken);
        if (_standing.Failures > 0)
            LogRecovered(_row.Kind, _row.Id, _row.Host);
        (_standing, _failed) = (standing, null);
        _waitsUnless = null;
        Keep(standing);
        tools.Metrics.Delivered(_row.Kind, now - parcel.At);
    }

    private async Task FailAsync(
        Parcel parcel,
        OutboundAnswer answer,
        LatestChanges latest,
        CancellationToken cancellationToken
    )
    {
        var now = tools.Time.GetUtcNow();
        var failures = _standing.Failures + 1;
        var number = NumberOf(parcel);
        var standing = _standing with
        {
            Failures = failures,
            FailingSince = _standing.FailingSince ?? now,
            NextAttemptAt = now + tools.Retries.After(failures, answer.RetryAfter),
        };
        await tools.Store.RecordAsync(_row, Attempt.Of(parcel, answer, number, now), standing, cancellationToken);
        if (failures == 1)
            LogFailing(_row.Kind, _row.Id, _row.Host, answer.Summary);
        (_standing, _failed) = (standing, (parcel.Event, parcel.Seq, number));
        // An urgent one that fails itself waits like the others; a newer one does not.
        _waitsUnless = Math.Max(latest.End, parcel.Seq ?? 0);
        Keep(standing);
        tools.Metrics.Failed(_row.Kind);
        var lasted = now - standing.FailingSince.Value;
        if (_subscriber is not { CanBeDisabled: true })
            return;
        if (answer.IsGone)
            await DisableAsync("The receiver answered 410 Gone.", cancellationToken);
        else if (lasted >= tools.Options.DisableAfter)
            await DisableAsync(
                $"Every delivery has failed since {standing.FailingSince.Value.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}, lately with {answer.Summary}.",
                cancellationToken
            );
    }

    /// <summary>Which try it is. One that failed before this lane began is what failed last.</summary>
    private int NumberOf(Parcel parcel) =>
        _failed is not { } failed ? _standing.Failures + 1
        // What is not about one story may comprise more by now.
        : failed.Event == parcel.Event && (failed.Seq == parcel.Seq || parcel.ArticleId is null) ? failed.Tries + 1
        : 1;

    private async Task DisableAsync(string reason, CancellationToken cancellationToken)
    {
        if (!await tools.Store.DisableAsync(_row, reason, cancellationToken))
            return;
        tools.Metrics.Disabled(_row.Kind);
        LogDisabled(_row.Kind, _row.Id, _row.Host, reason);
        Renew(_row with { Active = false });
    }

    /// <summary>Waits until the log goes on, the subscriber changes, or so much time has passed.</summary>
    private async Task RestAsync(LatestChanges latest, TimeSpan most, CancellationToken cancellationToken) =>
        await ((Task)Task.WhenAny(latest.Superseded, _signal.Task))
            .WaitAsync(most < LongestRest ? most : LongestRest, tools.Time, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>Takes over what was changed. Places are only ever set by hand along with a new epoch; otherwise what is known
    /// here is newer.</summary>
    private void Adopt(SubscriberRow renewal)
    {
        if (renewal.Epoch != _standing.Epoch)
        {
            _standing = StandingOf(renewal);
            _kept = renewal.Places;
        }
        else
            _standing = _standing with
            {
                Failures = renewal.Failures,
                FailingSince = renewal.FailingSince,
                NextAttemptAt = renewal.NextAttemptAt,
            };
        (_row, _subscriber) = (renewal, null);
    }

    private static Standing StandingOf(SubscriberRow row) =>
        new()
        {
            Places = row.Places,
            Epoch = row.Epoch,
            Failures = row.Failures,
            FailingSince = row.FailingSince,
            NextAttemptAt = row.NextAttemptAt,
        };

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "What is to be delivered to {Id} could not be looked up or noted; it is tried again"
    )]
    private partial void LogFault(Guid id, Exception fault);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The {Kind} {Id} at {Host} fails ({Answer}); it is tried again until it succeeds"
    )]
    private partial void LogFailing(string kind, Guid id, string host, string answer);

    [LoggerMessage(Level = LogLevel.Information, Message = "The {Kind} {Id} at {Host} succeeds again")]
    private partial void LogRecovered(string kind, Guid id, string host);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The {Kind} {Id} at {Host} is disabled. {Reason}")]
    private partial void LogDisabled(string kind, Guid id, string host, string reason);
}

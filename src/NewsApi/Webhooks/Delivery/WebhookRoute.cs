using NewsApi.Changes;
using NewsApi.Following;

namespace NewsApi.Webhooks;

/// <summary>What a webhook is told next.</summary>
/// <param name="Passed">The places before it: what lies between did not concern the receiver.</param>
internal sealed record RouteStep(Places Passed)
{
    /// <summary>What to send; null where there is nothing just now.</summary>
    public SeenChange? Change { get; init; }

    /// <summary>The last takedown of those that go ahead, if this is one: null otherwise.</summary>
    public long? UrgentSeq { get; init; }

    /// <summary>The places once that is delivered.</summary>
    public Places Done { get; init; } = Passed;

    /// <summary>Changes that are not sent, since their stories have been taken down since. To be noted before going on.</summary>
    public IReadOnlyList<SeenChange> Overtaken { get; init; } = [];

    /// <summary>Whether there may be more to look at already.</summary>
    public bool HasMore { get; init; }
}

/// <summary>The order in which one receiver is told of changes: that of the log, but takedowns go ahead of everything that
/// waits, and what they overtake is not sent any more. A receiver that does as it is told, event by event, then never keeps a
/// story that was taken down, however far behind it is.</summary>
/// <param name="filter">What concerns the receiver.</param>
/// <param name="kinds">Which kinds of change it wants.</param>
internal sealed class WebhookRoute(ChangeFilter filter, IReadOnlySet<ChangeKind> kinds)
{
    /// <param name="places">How far the receiver has been told.</param>
    /// <param name="log">The log at this moment.</param>
    /// <param name="onlyUrgent">Whether to look for takedowns alone.</param>
    /// <param name="cancellationToken">Ends the wait for the database.</param>
    public async Task<RouteStep> NextAsync(
        Places places,
        LogView log,
        bool onlyUrgent,
        CancellationToken cancellationToken
    )
    {
        var end = log.End;
        var (takedowns, areAll) = await log.TakedownsAsync(places.TakedownsAfter, cancellationToken);
        RouteStep? step = null;
        foreach (var takedown in takedowns)
        {
            if (!kinds.Contains(takedown.Kind) || !await ConcernsAsync(takedown, places.After, log, cancellationToken))
                places = step is null ? places.PastTakedowns(takedown.Seq) : places;
            else if (step is null)
                step = new(places)
                {
                    Change = new(takedown.Kind, takedown),
                    UrgentSeq = takedown.Seq,
                    Done = places.PastTakedowns(takedown.Seq),
                    HasMore = true,
                };
            else
                step = step with { UrgentSeq = takedown.Seq };
        }
        if (step is not null)
            return step;
        if (!areAll)
            return new(places) { HasMore = true };
        places = places.PastTakedowns(end);
        return onlyUrgent ? new(places) : await NextInOrderAsync(places, log, cancellationToken);
    }

    private async Task<RouteStep> NextInOrderAsync(Places places, LogView log, CancellationToken cancellationToken)
    {
        List<SeenChange> overtaken = [];
        foreach (var change in await log.AfterAsync(places.After, cancellationToken))
        {
            var isTold = LogView.IsTakedown(change) && change.Seq <= places.TakedownsAfter;
            if (isTold || filter.KindOf(change) is not { } kind || !kinds.Contains(kind))
                places = places.Past(change.Seq);
            else if (!LogView.IsTakedown(change) && await IsTakenDownAsync(change, log, cancellationToken))
            {
                overtaken.Add(new(kind, change));
                places = places.Past(change.Seq);
            }
            else if (overtaken.Count > 0)
                break;
            else
                return new(places)
                {
                    Change = new(kind, change),
                    Done = places.Past(change.Seq),
                    HasMore = true,
                };
        }
        return new(places) { Overtaken = overtaken, HasMore = places.After < log.End };
    }

    /// <summary>Whether the receiver may have the story. Besides those that match, it may have one that has left the filter, as
    /// long as it was not told of that.</summary>
    private async ValueTask<bool> ConcernsAsync(
        LoggedChange takedown,
        long after,
        LogView log,
        CancellationToken cancellationToken
    )
    {
        if (filter.KindOf(takedown) is not null)
            return true;
        if (takedown.Seq <= after)
            return false;
        var story = await log.OfStoryAsync(takedown.ArticleId, after, cancellationToken);
        return story.Any(change => change.Seq < takedown.Seq && filter.KindOf(change) == ChangeKind.Left);
    }

    private static async ValueTask<bool> IsTakenDownAsync(
        LoggedChange change,
        LogView log,
        CancellationToken cancellationToken
    )
    {
        var later = await log.OfStoryAsync(change.ArticleId, change.Seq, cancellationToken);
        return later.Any(LogView.IsTakedown);
    }
}

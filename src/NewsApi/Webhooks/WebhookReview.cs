using NewsApi.Articles;
using NewsApi.Editorial;
using NewsApi.Following;
using NewsApi.Http;

namespace NewsApi.Webhooks;

/// <summary>Holds what is asked for against what there is. All faults are found at once, each under its JSON pointer.</summary>
internal sealed class WebhookReview(FilterReview filters, SubscriberUrl urls, ChangeRepository log)
{
    private static readonly WebhookKind[] Takedowns = [WebhookKind.Withdrawn, WebhookKind.Expired, WebhookKind.Left];

    /// <exception cref="RefusedException">With all faults of a webhook as it would be.</exception>
    public async Task CheckAsync(WebhookDraft draft, CancellationToken cancellationToken)
    {
        var faults = new Faults();
        CheckTarget(draft.Name, draft.Url, faults);
        CheckKinds(draft.Kinds, faults);
        if (draft.BodyFormat is not null && draft.Include is null)
            faults.Add("/bodyFormat", "Says nothing without include, which is what has a body.");
        await filters.CheckAsync(draft.Filter ?? new(), "/filter", faults, cancellationToken);
        if (faults.Count > 0)
            throw RefusedException.Invalid(faults);
    }

    /// <summary>What a cache has, too.</summary>
    public void CheckTarget(string name, string url, Faults faults)
    {
        if (!OneLine.Is(name, WebhookDraft.MaxNameLength))
            faults.Add(
                "/name",
                $"Must be one line of 1 to {WebhookDraft.MaxNameLength} characters, not of spaces alone."
            );
        if (urls.FaultOf(url) is { } fault)
            faults.Add("/url", fault);
    }

    /// <summary>The place to begin behind: the one given, or the end of the log.</summary>
    /// <exception cref="RefusedException">The log has not reached the place.</exception>
    public async Task<long> PlaceAsync(long? after, CancellationToken cancellationToken)
    {
        var (end, _) = await log.FindEndAsync(cancellationToken);
        if (after < 0)
            throw RefusedException.Invalid("/after", "Must be the seq of a change, a whole number from 0 on.");
        return after > end
            ? throw RefusedException.Invalid(
                "/after",
                $"The change log ends at {end}; {after} has not happened. The place comes from another database, or from before this one was restored from a copy."
            )
            : after ?? end;
    }

    private static void CheckKinds(IReadOnlyList<WebhookKind> kinds, Faults faults)
    {
        if (kinds.Count == 0)
            faults.Add("/kinds", "Must name something to be told of; leave it out for all that happens to stories.");
        foreach (var (kind, index) in kinds.Select((kind, index) => (kind, index)))
        {
            if (kinds.Take(index).Contains(kind))
                faults.Add($"/kinds/{index}", "Each kind may stand once.");
        }
        if (Takedowns.Count(kinds.Contains) is not (0 or 3))
            faults.Add(
                "/kinds",
                "withdrawn, expired and left all say that a story must go: name all three, or none of them."
            );
    }
}

using NewsApi.Following;
using NewsApi.Http;

namespace NewsApi.Caching;

/// <summary>An answer in the cache, with the place in the change log that it was read at: it is good as long as nothing that it
/// was built from has changed after that place.</summary>
/// <remarks>Nobody searches the cache for what a change makes wrong. Whoever finds an answer looks whether it still stands, see
/// <see cref="PlaceInLog"/>: so an answer that was read before a change, and stored after it, does no harm.</remarks>
internal sealed class CachedAnswer
{
    /// <summary>A refusal, or a redirection, is soon asked for again.</summary>
    private static readonly TimeSpan NegativeLifetime = TimeSpan.FromSeconds(2);

    private readonly PlaceInLog _place;
    private readonly Lock _dropping = new();
    private Task? _drop;

    private CachedAnswer(IResult answer, Sources sources, LatestChanges readAt, DateTimeOffset? differsAt)
    {
        Answer = answer;
        Sources = sources;
        DiffersAt = differsAt;
        Vocabulary = readAt.Vocabulary;
        _place = PlaceInLog.Of(readAt);
    }

    private CachedAnswer(StoredAnswer stored)
    {
        Answer = FinishedAnswer.Of(stored.Representation);
        Sources = stored.Sources;
        DiffersAt = Earliest(stored.Representation.DiffersAt, stored.Representation.ExpiresAt);
        Vocabulary = stored.Vocabulary;
        _place = PlaceInLog.Elsewhere(stored.Seq, stored.At);
    }

    /// <summary>A <see cref="FinishedAnswer"/>, or what makes one for each request: a refusal repeats its path.</summary>
    public IResult Answer { get; }

    public Sources Sources { get; }

    /// <summary>The last change it has seen, when it was made: number and instant.</summary>
    public (long Seq, DateTimeOffset At) ReadAt => (_place.Seq, _place.At);

    /// <summary>How often sections and tags had changed by then.</summary>
    public long Vocabulary { get; }

    /// <summary>The moment at which it is going to differ, as far as that is known; null for none.</summary>
    public DateTimeOffset? DiffersAt { get; }

    /// <summary>The moment from which on it must not be shown any more; null for none.</summary>
    public DateTimeOffset? ExpiresAt => (Answer as FinishedAnswer)?.ExpiresAt;

    /// <param name="shared">The answer.</param>
    /// <param name="readAt">The end of the log before anything of it was read.</param>
    /// <param name="now">When it was read.</param>
    public static CachedAnswer Of(SharedAnswer shared, LatestChanges readAt, DateTimeOffset now)
    {
        if (shared.Answer is not Representation representation)
            return new(shared.Answer, shared.From, readAt, now + NegativeLifetime);
        // Where one story alone is shown, the others may go.
        var nextExpiry = shared.From is { Vocabulary: false, EveryStory: false, List: null } ? null : readAt.NextExpiry;
        var differsAt = Earliest(representation.DiffersAt, nextExpiry);
        var answer = FinishedAnswer.Of(representation with { DiffersAt = differsAt });
        return new(answer, shared.From, readAt, Earliest(differsAt, representation.ExpiresAt));
    }

    /// <summary>One that an instance has stored for all. It is looked at before it is believed.</summary>
    public static CachedAnswer Stored(StoredAnswer stored) => new(stored);

    /// <summary>Whether nothing has changed that it was built from.</summary>
    public bool IsRight(LatestChanges latest) =>
        StandsIn(latest) && _place.Stands(latest, Sources, static (sources, change) => sources.IsTouchedBy(change));

    /// <summary>Whether it still stands in what is no story.</summary>
    private bool StandsIn(LatestChanges latest) =>
        !(Sources.Vocabulary && Vocabulary != latest.Vocabulary)
        && (Sources.Search is not { } search || search.Archive == latest.Archive);

    /// <summary>Whether the moment has come at which it differs by itself.</summary>
    public bool IsOver(DateTimeOffset now) => DiffersAt <= now;

    /// <summary>Whether it must not be shown, not even for want of a better one.</summary>
    public bool IsForbidden(DateTimeOffset now) => ExpiresAt <= now;

    /// <summary>Takes it out of the cache: once, and all who find it wrong at the same moment wait for that. Otherwise one of them
    /// might find it again, or take out what another has put in its place.</summary>
    public Task DropAsync(Func<Task> remove)
    {
        lock (_dropping)
            return _drop ??= remove();
    }

    /// <summary>Does something to it in the cache, unless it has been taken out: nothing may put it back.</summary>
    public void UnlessDropped(Action act)
    {
        lock (_dropping)
        {
            if (_drop is null)
                act();
        }
    }

    private static DateTimeOffset? Earliest(DateTimeOffset? one, DateTimeOffset? other) =>
        (one, other) switch
        {
            ({ } first, { } second) => first < second ? first : second,
            _ => one ?? other,
        };
}

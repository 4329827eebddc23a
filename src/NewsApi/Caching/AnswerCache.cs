using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using NewsApi.Following;
using NewsApi.Http;
using NewsApi.Storage;
using ZiggyCreatures.Caching.Fusion;

namespace NewsApi.Caching;

/// <summary>Keeps answers, and gives them out as long as they are right.</summary>
/// <remarks>While the change log is followed, an answer is held against it before it is given out. While the database is out of
/// reach nothing changes, and what is here is given out as stale. In between, when the log can't be followed but the database
/// answers, nothing that is kept can be believed, and all is made anew.</remarks>
internal sealed class AnswerCache(
    IFusionCache store,
    AnswerMemory memory,
    ChangeFeed feed,
    DatabaseContact contact,
    Site site,
    TimeProvider time,
    CacheMeter meter
)
{
    /// <summary>Then the answer changes faster than it can be made, and there is no use in keeping it.</summary>
    private const int Tries = 3;

    /// <summary>Of an answer besides its content, in bytes: headers, sources, and what they are kept in.</summary>
    private const int Overhead = 2_000;

    private static readonly Provenance Hit = new("newsapi; hit", "0");
    private static readonly Provenance Stored = new("newsapi; fwd=uri-miss; stored", null);
    private static readonly Provenance Renewed = new("newsapi; fwd=stale; stored", null);
    private static readonly Provenance Passed = new("newsapi; fwd=miss", null);

    private static readonly FusionCacheEntryOptions FromMemory = new() { SkipDistributedCacheRead = true };

    /// <summary>What is taken out must not be found again.</summary>
    private static readonly FusionCacheEntryOptions AtOnce = new()
    {
        AllowBackgroundDistributedCacheOperations = false,
    };

    /// <summary>The end of the change log as it is known now: what is read from here on is not older.</summary>
    public LatestChanges Latest => feed.Latest;

    /// <summary>Finds an answer that can be sent with nothing else done before.</summary>
    public bool TryFind(
        Destination destination,
        [NotNullWhen(true)] out FinishedAnswer? answer,
        [NotNullWhen(true)] out Provenance? provenance
    )
    {
        var found = destination.Found ??= store.TryGet<CachedAnswer>(destination.Key, FromMemory).GetValueOrDefault();
        answer = found?.Answer as FinishedAnswer;
        provenance = answer is null ? null : Judge(found!);
        return provenance is not null;
    }

    /// <summary>Finds an answer, or has it made: once, however many wait for it.</summary>
    /// <param name="key">Names what is asked for, in its normal form, and who may have it.</param>
    /// <param name="readFrom">The end of the change log as it was known before anything was read.</param>
    /// <param name="make">Makes the answer.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<(IResult Answer, Provenance Provenance)> GetAsync(
        string key,
        LatestChanges readFrom,
        Func<Task<IResult>> make,
        CancellationToken cancellationToken
    )
    {
        try
        {
            if (!feed.IsFollowing)
                return FindKept(key) ?? (await make(), Passed);
            return await FindOrMakeAsync(key, readFrom, make, cancellationToken) ?? (await make(), Passed);
        }
        // The feed learns of it a moment later.
        catch (Exception exception)
            when (ErrorAnswers.IsDatabaseAway(exception) && FindForWantOfABetter(key) is { } kept)
        {
            return kept;
        }
    }

    private async Task<(IResult, Provenance)?> FindOrMakeAsync(
        string key,
        LatestChanges readFrom,
        Func<Task<IResult>> make,
        CancellationToken cancellationToken
    )
    {
        var provenance = Stored;
        for (var tried = 0; tried < Tries; tried++)
        {
            IResult? made = null;
            var cached = await store.GetOrSetAsync<CachedAnswer?>(
                key,
                async (context, _) => Keep(key, made = await make(), readFrom, context.Options),
                token: cancellationToken
            );
            if (made is not null)
            {
                meter.CountMiss();
                return cached is null ? (made, Passed) : (cached.Answer, provenance);
            }
            if (cached is not null && Judge(cached) is { } judged)
            {
                // It may come from another instance.
                Watch(key, cached);
                return (cached.Answer, judged);
            }
            provenance = Renewed;
            if (cached is not null)
                await cached.DropAsync(() => RemoveAsync(key, cached));
        }
        return null;
    }

    /// <summary>Out of memory at once; a second level that does not answer in time is not waited for, since what is found there is
    /// looked at like everything else.</summary>
    private async Task RemoveAsync(string key, CachedAnswer cached)
    {
        if (cached.Answer is FinishedAnswer answer)
            memory.PlainForms.Forget(answer);
        await store
            .RemoveAsync(key, AtOnce, CancellationToken.None)
            .AsTask()
            .WaitAsync(CachingSetup.RedisPatience, time)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <returns>Null for what is made for this one request.</returns>
    private CachedAnswer? Keep(string key, IResult made, LatestChanges readFrom, FusionCacheEntryOptions options)
    {
        if (made is not SharedAnswer shared || !readFrom.IsKnown)
        {
            options.SetSkipMemoryCacheWrite().SetSkipDistributedCacheWrite(true, true);
            return null;
        }
        var cached = CachedAnswer.Of(shared, readFrom, time.GetUtcNow());
        // Refusals and redirections are soon forgotten, and not worth a way over the network.
        if (cached.Answer is not FinishedAnswer answer)
            options.SetSize(Overhead).SetSkipDistributedCacheWrite(true, true);
        else
        {
            Watch(key, cached);
            options.SetSize(Overhead + answer.Size);
        }
        return cached;
    }

    /// <summary>Has it counted for what it takes whenever that grows.</summary>
    private void Watch(string key, CachedAnswer cached)
    {
        if (cached.Answer is not FinishedAnswer { Grown: null } answer)
            return;
        answer.Grown = () => Weigh(key, cached, answer);
        answer.KeepIn(memory.PlainForms);
    }

    private void Weigh(string key, CachedAnswer cached, FinishedAnswer answer) =>
        cached.UnlessDropped(() =>
            store.Set(
                key,
                cached,
                store.CreateEntryOptions().SetSize(Overhead + answer.Size).SetSkipDistributedCacheWrite(true, true)
            )
        );

    private (IResult, Provenance)? FindKept(string key) =>
        store.TryGet<CachedAnswer>(key, FromMemory) is { HasValue: true, Value: var cached }
        && Judge(cached) is { } provenance
            ? (cached.Answer, provenance)
            : null;

    private (IResult, Provenance)? FindForWantOfABetter(string key) =>
        store.TryGet<CachedAnswer>(key, FromMemory) is { HasValue: true, Value: var cached }
        && cached.IsRight(feed.Latest)
        && !cached.IsForbidden(time.GetUtcNow())
            ? (cached.Answer, Stale(TimeSpan.Zero))
            : null;

    /// <returns>Null where it can't be given out.</returns>
    private Provenance? Judge(CachedAnswer cached)
    {
        var now = time.GetUtcNow();
        if (feed.IsFollowing)
        {
            if (!cached.IsRight(feed.Latest) || cached.IsOver(now))
                return null;
            meter.CountHit();
            return Hit;
        }
        return
            contact.LostFor is { } lost
            && lost <= site.Freshness.IfError
            && cached.IsRight(feed.Latest)
            && !cached.IsForbidden(now)
            ? Stale(lost)
            : null;
    }

    /// <summary>How long ago nothing was known to have changed says <c>Age</c>; that there is no better answer, a lifetime below
    /// zero.</summary>
    private Provenance Stale(TimeSpan lost)
    {
        meter.CountStale();
        var age = Math.Max(1, Math.Ceiling(lost.TotalSeconds)).ToString("0", CultureInfo.InvariantCulture);
        return new($"newsapi; hit; ttl=-{age}; detail=\"database away\"", age);
    }
}

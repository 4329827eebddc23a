namespace NewsApi.Webhooks;

/// <summary>How far along the change log a subscriber has been told.</summary>
/// <param name="After">Up to here everything is dealt with.</param>
/// <param name="TakedownsAfter">Up to here every takedown is dealt with, for these go ahead. Never less than
/// <paramref name="After"/>.</param>
internal sealed record Places(long After, long TakedownsAfter)
{
    /// <summary>With everything up to there dealt with.</summary>
    public Places Past(long seq) => new(Math.Max(After, seq), Math.Max(TakedownsAfter, seq));

    /// <summary>With every takedown up to there dealt with.</summary>
    public Places PastTakedowns(long seq) => this with { TakedownsAfter = Math.Max(TakedownsAfter, seq) };
}

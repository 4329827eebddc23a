using CsCheck;

namespace NewsApi.Tests.Visibility;

/// <summary>Something that may happen in a newsroom.</summary>
internal enum StepKind
{
    Create,
    Edit,
    Retag,
    Refile,
    Publish,
    PublishMinor,
    Schedule,
    Embargo,
    Unschedule,
    TimePasses,
    Correct,
    Withdraw,
    Reinstate,
    Expire,
    Sweep,
    Delete,
    RenameSlug,
    MoveSection,
    MoveTag,
    MergeTag,
    RenameTag,
    AddTag,
    Age,
}

/// <summary>One step of a history.</summary>
/// <param name="Kind">What is done, if it can be.</param>
/// <param name="Which">Chooses the story, tag or section, whatever their number.</param>
/// <param name="Other">Chooses what it is done with.</param>
internal sealed record HistoryStep(StepKind Kind, int Which, int Other)
{
    /// <summary>Histories in which stories are made and published often enough for the rest to find something to act on.</summary>
    public static Gen<HistoryStep[]> Histories(int least, int most) =>
        Gen.Select(
            Gen.Frequency(
                (4, Gen.Const(StepKind.Create)),
                (5, Gen.OneOf(Gen.Const(StepKind.Publish), Gen.Const(StepKind.PublishMinor))),
                (12, Gen.Enum<StepKind>())
            ),
            Gen.Int[0, 1000],
            Gen.Int[0, 1000],
            (kind, which, other) => new HistoryStep(kind, which, other)
        ).Array[least, most];

    public T Of<T>(IReadOnlyList<T> all) => all[Which % all.Count];

    public T OtherOf<T>(IReadOnlyList<T> all) => all[Other % all.Count];
}

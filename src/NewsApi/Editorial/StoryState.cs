using System.Text.Json.Serialization;
using NewsApi.Http;

namespace NewsApi.Editorial;

/// <summary>Where a story stands.</summary>
[JsonConverter(typeof(WordConverter<StoryState>))]
public enum StoryState
{
    /// <summary>Being written; no reader can see it.</summary>
    Draft,

    /// <summary>Goes public at a moment that an editor chose.</summary>
    Scheduled,

    /// <summary>Goes public when its embargo ends.</summary>
    Embargoed,

    /// <summary>Public.</summary>
    Published,

    /// <summary>Was public and must not be shown any more; readers get its tombstone.</summary>
    Withdrawn,
}

/// <summary>What can be done with a story besides saving it.</summary>
[JsonConverter(typeof(WordConverter<StoryStep>))]
public enum StoryStep
{
    /// <summary>Make its current revision public, now or at a moment.</summary>
    Publish,

    /// <summary>Call that moment off.</summary>
    Unschedule,

    /// <summary>Tell readers of a mistake put right.</summary>
    Correct,

    /// <summary>Take it out of the public.</summary>
    Withdraw,

    /// <summary>Make it a draft again after a withdrawal.</summary>
    Reinstate,

    /// <summary>Throw it away, history and all.</summary>
    Delete,
}

/// <summary>Which steps are open from where a story stands.</summary>
internal static class StorySteps
{
    /// <param name="state">Where it stands.</param>
    /// <param name="isDue">Whether a moment is set at which it is to be published.</param>
    /// <param name="wasPublic">Whether it ever was public: then its tombstone must stay.</param>
    public static IReadOnlyList<StoryStep> OpenFrom(StoryState state, bool isDue, bool wasPublic) =>
        state switch
        {
            StoryState.Draft => wasPublic ? [StoryStep.Publish] : [StoryStep.Publish, StoryStep.Delete],
            StoryState.Scheduled or StoryState.Embargoed => [StoryStep.Publish, StoryStep.Unschedule],
            StoryState.Published when isDue =>
            [
                StoryStep.Publish,
                StoryStep.Unschedule,
                StoryStep.Correct,
                StoryStep.Withdraw,
            ],
            StoryState.Published => [StoryStep.Publish, StoryStep.Correct, StoryStep.Withdraw],
            StoryState.Withdrawn => [StoryStep.Reinstate],
            _ => throw new ArgumentOutOfRangeException(nameof(state), state, message: null),
        };
}

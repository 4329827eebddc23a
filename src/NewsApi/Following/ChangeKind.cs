using System.Text.Json.Serialization;
using NewsApi.Http;

namespace NewsApi.Following;

/// <summary>What happened to a story.</summary>
[JsonConverter(typeof(WordConverter<ChangeKind>))]
public enum ChangeKind
{
    /// <summary>It became public, for the first time or again.</summary>
    Published,

    /// <summary>A new version replaced the one before. To a filtered reader it may be new.</summary>
    Updated,

    /// <summary>A correction was added.</summary>
    Corrected,

    /// <summary>It was taken back and must not be shown any more.</summary>
    Withdrawn,

    /// <summary>The right to publish it has ended: it must not be shown any more.</summary>
    Expired,

    /// <summary>It is public still, but no longer matches the filter.</summary>
    Left,
}

/// <summary>How much a change means to readers.</summary>
[JsonConverter(typeof(WordConverter<ChangeImpact>))]
public enum ChangeImpact
{
    /// <summary>Worth telling readers of.</summary>
    Major,

    /// <summary>Typing errors and the like.</summary>
    Minor,
}

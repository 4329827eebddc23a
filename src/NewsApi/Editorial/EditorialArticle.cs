using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using NewsApi.Http;

namespace NewsApi.Editorial;

/// <summary>A story as the newsroom sees it: the draft, and where it stands. A <c>PUT</c> may send it back as it is; what is not
/// part of the draft is passed over then.</summary>
public sealed record EditorialArticle : ArticleDraft
{
    /// <summary>Members that are not an editor's to write.</summary>
    internal static IReadOnlySet<string> OwnMembers { get; } =
        typeof(EditorialArticle)
            .GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
            .Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name))
            .ToHashSet(StringComparer.Ordinal);

    /// <summary>Never changes and is never given to another story.</summary>
    /// <example>01936a5e-8f00-7c3e-9d2b-5a1f0c6e7b42</example>
    [JsonPropertyOrder(-2)]
    public required Guid Id { get; init; }

    /// <summary>Where the story stands.</summary>
    [JsonPropertyOrder(-1)]
    public required StoryState State { get; init; }

    /// <summary>What can be done with it now.</summary>
    public required IReadOnlyList<StoryStep> Open { get; init; }

    /// <summary>Counts the saves, from 1; this is the latest.</summary>
    /// <example>3</example>
    [Range(1, int.MaxValue)]
    public required int Revision { get; init; }

    /// <summary>The revision that readers see, or saw before a withdrawal. Less than <c>revision</c>: there are changes that
    /// are not public yet.</summary>
    /// <example>2</example>
    [Range(1, int.MaxValue)]
    public int? PublishedRevision { get; init; }

    /// <summary>Number of the public version; absent while the story is not public.</summary>
    /// <example>1</example>
    [Range(1, int.MaxValue)]
    public int? Version { get; init; }

    /// <summary>When the clock is going to publish it; absent where no moment is set.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>With <c>dueAt</c>: how much that is going to matter to readers.</summary>
    public Impact? Impact { get; init; }

    /// <summary>When it was public for the first time.</summary>
    public DateTimeOffset? FirstPublishedAt { get; init; }

    /// <summary>When its latest major version was published.</summary>
    public DateTimeOffset? PublishedAt { get; init; }

    /// <summary>When it last changed in a way that readers should know of.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last saved, or anything else was done with it.</summary>
    public required DateTimeOffset ModifiedAt { get; init; }

    /// <summary>Name of the key or command that saved this revision.</summary>
    /// <example>news desk</example>
    public required string SavedBy { get; init; }

    /// <summary>When this revision was saved.</summary>
    public required DateTimeOffset SavedAt { get; init; }

    /// <summary>Of a withdrawn story: how and why.</summary>
    public WithdrawalNotice? Withdrawal { get; init; }

    /// <summary>Where it came from, if it was not written here.</summary>
    public StorySource? Source { get; init; }

    /// <summary>In the answer to a save: markup that was taken out of the text, which stories may not hold.</summary>
    public IReadOnlyList<RemovedMarkup>? Removed { get; init; }
}

/// <summary>How a story was withdrawn.</summary>
/// <param name="WithdrawnAt">Since when.</param>
/// <param name="Kind">The kind of reason.</param>
/// <param name="Reason" example="The photograph on which the story rests was not what it seemed.">Why, in words for the public.</param>
/// <param name="ReplacedBy">For a duplicate: the story that stands in its place.</param>
public sealed record WithdrawalNotice(
    DateTimeOffset WithdrawnAt,
    WithdrawalKind Kind,
    string? Reason,
    Guid? ReplacedBy
);

/// <summary>Kind of reason for which a story is withdrawn.</summary>
[JsonConverter(typeof(WordConverter<WithdrawalKind>))]
public enum WithdrawalKind
{
    /// <summary>The law demands it.</summary>
    Legal,

    /// <summary>There is no right, or none any more, to show it.</summary>
    Rights,

    /// <summary>The newsroom does not stand by it any more.</summary>
    Editorial,

    /// <summary>Another story is the same; it stands in the place of this one.</summary>
    Duplicate,
}

/// <summary>Where a story came from.</summary>
/// <param name="Provider" example="example-wire">Short name of who delivers it.</param>
/// <param name="ExternalId" example="urn:newsml:example.org:20261123:4711">What it is called there.</param>
public sealed record StorySource(string Provider, string ExternalId);

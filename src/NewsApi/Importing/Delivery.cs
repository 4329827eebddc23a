using System.Security.Cryptography;
using System.Text.Json;
using NewsApi.Editorial;
using NewsApi.Http;

namespace NewsApi.Importing;

/// <summary>A story that comes from elsewhere, with all that can be told of it before the database is asked.</summary>
internal sealed record Delivery
{
    /// <summary>By what it is known when it comes again; null where that is its <see cref="Id"/>.</summary>
    public required StorySource? Source { get; init; }

    /// <summary>Which the story must have; null for any.</summary>
    public Guid? Id { get; init; }

    public StoryName Name => new(Source, Id);

    /// <summary>What is wrong with it besides its text: with one it is only looked through for more.</summary>
    public Faults Faults { get; init; } = new();

    public required ExaminedText Text { get; init; }

    /// <summary>What is to be saved after the text has gone public.</summary>
    public ExaminedText? Pending { get; init; }

    public IReadOnlyList<string> FormerSlugs { get; init; } = [];

    /// <summary>What became of it elsewhere; null where that is not for the sender to say.</summary>
    public ImportedPublication? Publication { get; init; }

    /// <summary>How much it matters to readers, if it is to be published now; null for a draft.</summary>
    public Impact? PublishNow { get; init; }

    /// <summary>What the names in it are called, should they be missing and be made.</summary>
    public IReadOnlyDictionary<string, MissingName> Titles { get; init; } = MissingName.None;

    public bool IsSound => Faults.Count == 0 && Text.Examined.Faults.Count == 0;

    /// <summary>What was left out of it, for whoever sent it.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>The text of a delivery.</summary>
/// <param name="Draft">As it came.</param>
/// <param name="Examined">What is to be said of it.</param>
internal sealed record ExaminedText(ArticleDraft Draft, ExaminedDraft Examined)
{
    /// <summary>SHA-256 of all that an editor would call the story; the same for the same text.</summary>
    public byte[] Hash { get; } =
        SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(Draft, NewsJsonContext.Wire.ArticleDraft));
}

/// <summary>A line of an import, read.</summary>
/// <param name="Number">Counts the lines from 1, empty ones included.</param>
internal abstract record ParsedLine(long Number);

/// <summary>One that holds a story.</summary>
internal sealed record StoryLine(long Number, Delivery Delivery) : ParsedLine(Number);

/// <summary>One that holds a section.</summary>
internal sealed record SectionLine(long Number, ImportedSection Section) : ParsedLine(Number);

/// <summary>One that holds a tag.</summary>
internal sealed record TagLine(long Number, ImportedTag Tag) : ParsedLine(Number);

/// <summary>One that says that a story must not be shown any more.</summary>
internal sealed record CancellationLine(long Number, StorySource Source) : ParsedLine(Number);

/// <summary>One that can't be taken in.</summary>
internal sealed record FaultyLine(long Number, Faults Faults) : ParsedLine(Number)
{
    public string? ExternalId { get; init; }
    public IReadOnlyList<string> Notes { get; init; } = [];
}

using NewsApi.Search;

namespace NewsApi.Tests.Articles;

/// <summary>A word of the archive.</summary>
/// <param name="Lexeme">The word; it has one form.</param>
/// <param name="Share">Of the stories that may have it, how many do.</param>
public sealed record ArchiveWord(string Lexeme, double Share)
{
    /// <summary>Number of the last story that may have it.</summary>
    public int Last { get; init; } = LargeArchive.StoryCount;

    public int HighestLevel { get; init; } = TermKey.Levels;

    /// <summary>1 where all levels are equally frequent; the greater, the fewer the high ones.</summary>
    public double Skew { get; init; } = 1;
}

/// <summary>A tag of the archive.</summary>
/// <param name="Name">Type and slug.</param>
/// <param name="Share">Of the stories that may bear it, how many do.</param>
public sealed record ArchiveTag(string Name, double Share)
{
    public int First { get; init; } = 1;
    public int Last { get; init; } = LargeArchive.StoryCount;

    /// <summary>Number of the tag that it is part of; 0 for none.</summary>
    public int Parent { get; init; }
}

/// <summary>A section of the archive.</summary>
/// <param name="Slug">Its name.</param>
/// <param name="Path">Numbers from the root down to itself.</param>
/// <param name="Share">How many of all stories are directly in it.</param>
public sealed record ArchiveSection(string Slug, int[] Path, double Share);

/// <summary>A story of the archive, as a plain evaluation needs it.</summary>
/// <param name="Sections">From the root down to its own.</param>
/// <param name="Words">Which of <see cref="LargeArchive.Words"/> it has: how much, and where.</param>
/// <param name="Lines">Its folded text, a line for each field.</param>
public sealed record ArchiveStory(
    Guid Id,
    DateTimeOffset PublishedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset FirstPublishedAt,
    string Type,
    string Language,
    string[] Sections,
    string[] Tags,
    IReadOnlyDictionary<string, (int Level, SearchField Fields)> Words,
    string[] Lines
);

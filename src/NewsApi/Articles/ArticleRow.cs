namespace NewsApi.Articles;

/// <summary>An article as the schema <c>delivery</c> keeps it, ready for an answer; members named like their columns. What is stored
/// as JSON stays the UTF-8 it comes as: most of it goes out without a look at it.</summary>
public sealed record ArticleRow
{
    public required Guid Id { get; init; }
    public required string Slug { get; init; }
    public required int Version { get; init; }
    public required string Type { get; init; }
    public required string Language { get; init; }
    public required string Headline { get; init; }
    public required string Standfirst { get; init; }
    public string? Byline { get; init; }

    /// <summary>JSON of a <see cref="Sections.SectionReference"/>.</summary>
    public required byte[] Section { get; init; }

    /// <summary>JSON of a list of <see cref="Tags.TagReference"/>.</summary>
    public required byte[] Tags { get; init; }

    /// <summary>JSON of a <see cref="Articles.LeadImage"/>.</summary>
    public byte[]? LeadImage { get; init; }

    /// <summary>JSON of <see cref="Articles.Rights"/>.</summary>
    public required byte[] Rights { get; init; }

    /// <summary>JSON of a list of <see cref="Correction"/>.</summary>
    public required byte[] Corrections { get; init; }

    public required int WordCount { get; init; }
    public required short ReadingMinutes { get; init; }
    public required short Urgency { get; init; }
    public required DateTimeOffset FirstPublishedAt { get; init; }
    public required DateTimeOffset PublishedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>JSON of a list of <see cref="Block"/>; null where the statement left it out.</summary>
    public byte[]? Body { get; init; }

    /// <summary>In lists: the instant that the list is sorted by.</summary>
    public DateTimeOffset SortKey { get; init; }

    /// <summary>In lists by relevance: how well it matches.</summary>
    public int Score { get; init; }

    public const string Columns = """
        a.id, a.slug, a.version, a.type, a.language, a.headline, a.standfirst, a.byline, a.section, a.tags, a.lead_image,
          a.rights, a.corrections, a.word_count, a.reading_minutes, a.urgency, a.first_published_at, a.published_at,
          a.updated_at, a.expires_at, a.changed_at
        """;

    /// <summary>The columns that an answer with these members needs.</summary>
    public static string ColumnsFor(ArticleMembers members) =>
        members.HasFlag(ArticleMembers.Body) ? Columns + ", a.body" : Columns;
}

namespace NewsApi.Benchmarks.Archive;

/// <summary>A public story: what stands in the database on its account.</summary>
internal sealed record Story
{
    public required Guid Id { get; init; }
    public required string Slug { get; init; }
    public required string Type { get; init; }
    public required string Language { get; init; }
    public required string Headline { get; init; }
    public required string Standfirst { get; init; }
    public required string? Byline { get; init; }
    public required ArchiveSection Section { get; init; }
    public required int[] TagIds { get; init; }
    public required string TagsJson { get; init; }
    public required string? LeadImageJson { get; init; }
    public required string BodyJson { get; init; }
    public required int WordCount { get; init; }
    public required short Urgency { get; init; }
    public required DateTime FirstPublishedAt { get; init; }
    public required DateTime PublishedAt { get; init; }
    public required DateTime UpdatedAt { get; init; }
    public required string Lines { get; init; }

    /// <summary>Lists and terms, as the index has them.</summary>
    public required int[] Terms { get; init; }
    public required byte[] Fields { get; init; }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using NewsApi.Filtering;
using NewsApi.Http;
using NewsApi.Storage;
using NewsApi.Tags;
using Npgsql;

namespace NewsApi.Editorial;

/// <summary>The sample newsroom of <c>db/sample</c>: loaded into an empty database through the same steps that editors'
/// stories take. Its instants are relative to the moment of loading, so that there is always news of today.</summary>
internal sealed class SampleContent(
    EditorialDatabase database,
    SectionDesk desk,
    DraftReview review,
    ArticleStore articles,
    Publisher publisher,
    TimeProvider time
)
{
    /// <summary>Shown as the author of every revision.</summary>
    private const string SavedBy = "sample content";

    /// <summary>Where the build puts <c>db/sample</c>.</summary>
    public static string Folder => Path.Combine(AppContext.BaseDirectory, "sample");

    /// <summary>Loads everything in one transaction, unless the newsroom has a section already.</summary>
    /// <returns>How many stories were loaded.</returns>
    public async Task<int> LoadIntoEmptyAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // A second instance that loads at the same moment waits here and then finds it done.
        await StoryLocks.ChangeVocabularyAsync(transaction, cancellationToken);
        var inUse = await connection.ExecuteScalarAsync<bool>(
            new(
                "select exists (select from editorial.sections)",
                transaction: transaction,
                cancellationToken: cancellationToken
            )
        );
        if (inUse)
            return 0;
        await LoadVocabularyAsync(transaction, cancellationToken);
        var count = await LoadArticlesAsync(transaction, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return count;
    }

    private async Task LoadVocabularyAsync(NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        var sections = JsonSerializer.Deserialize(
            await ReadAsync("sections.json", cancellationToken),
            NewsJsonContext.Wire.IReadOnlyListSectionDraft
        )!;
        foreach (var section in sections)
            await desk.CreateAsync(transaction, section, cancellationToken);
        var tags = JsonSerializer.Deserialize(
            await ReadAsync("tags.json", cancellationToken),
            NewsJsonContext.Wire.IReadOnlyListSampleTag
        )!;
        foreach (var tag in tags)
            await TagDesk.CreateAsync(transaction, tag.ToDraft(), cancellationToken);
    }

    private async Task<int> LoadArticlesAsync(NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        // Whole minutes, as editors would give them.
        var now = DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds() / 60 * 60);
        var samples = new List<(Guid Id, SampleArticle Article)>();
        foreach (var file in Directory.GetFiles(Path.Combine(Folder, "articles"), "*.json"))
        {
            var sample = ReadSample(await File.ReadAllTextAsync(file, cancellationToken), now);
            samples.Add((sample.Id ?? Guid.CreateVersion7(sample.Publication.PublishedAt ?? now), sample));
        }
        // In the order of their publication, as the change log of a real newsroom would have it.
        samples.Sort((a, b) => Nullable.Compare(a.Article.Publication.PublishedAt, b.Article.Publication.PublishedAt));
        var verdicts = await review.ReviewAsync(
            transaction,
            [.. samples.Select(sample => new SubmittedDraft(sample.Id, sample.Article, GoesPublic: true))],
            cancellationToken
        );
        foreach (var verdict in verdicts.Where(verdict => verdict.Faults.Count > 0))
            throw RefusedException.Invalid(verdict.Faults);
        await articles.CreateAsync(
            transaction,
            [.. verdicts.Select(verdict => verdict.Accepted!)],
            SavedBy,
            cancellationToken
        );
        foreach (var (id, sample) in samples)
        {
            foreach (var slug in sample.FormerSlugs)
                await articles.AddFormerSlugAsync(transaction, id, slug, cancellationToken);
        }
        await ReleaseAsync(transaction, samples, cancellationToken);
        return samples.Count;
    }

    private async Task ReleaseAsync(
        NpgsqlTransaction transaction,
        IReadOnlyList<(Guid Id, SampleArticle Article)> samples,
        CancellationToken cancellationToken
    )
    {
        var ids = samples.ToDictionary(sample => sample.Article.Slug!, sample => sample.Id, StringComparer.Ordinal);
        var waiting = samples.Where(sample => sample.Article.Publication.State is "scheduled" or "embargoed");
        foreach (var (id, sample) in waiting)
        {
            var (publishAt, embargoUntil) = (sample.Publication.PublishAt, sample.Publication.EmbargoUntil);
            await articles.ScheduleAsync(
                transaction,
                id,
                embargoUntil is null ? StoryState.Scheduled : StoryState.Embargoed,
                publishAt ?? time.GetUtcNow(),
                embargoUntil,
                Impact.Major,
                cancellationToken
            );
        }
        await publisher.PublishAsync(
            transaction,
            [
                .. samples
                    .Where(sample => sample.Article.Publication.PublishedAt is not null)
                    .Select(sample => new Release(sample.Id, sample.Article.Publication.Instants)),
            ],
            SavedBy,
            cancellationToken
        );
        foreach (var (id, sample) in samples.Where(sample => sample.Article.Publication.State == "withdrawn"))
        {
            var plan = sample.Publication;
            var withdrawal = new Withdrawal(
                plan.Kind ?? "editorial",
                plan.Reason,
                plan.ReplacedBy is { } slug ? ids[slug] : null
            )
            {
                At = plan.WithdrawnAt,
            };
            await publisher.WithdrawAsync(transaction, id, withdrawal, SavedBy, cancellationToken);
        }
    }

    private static SampleArticle ReadSample(string text, DateTimeOffset now)
    {
        var json = JsonNode.Parse(text)!.AsObject();
        ResolveInstants(json["publication"]?.AsObject(), now);
        foreach (var correction in json["corrections"]?.AsArray() ?? [])
            ResolveInstants(correction?.AsObject(), now);
        return json.Deserialize(NewsJsonContext.Wire.SampleArticle)!;
    }

    /// <summary>Puts instants in the place of texts such as <c>now-2d4h</c>.</summary>
    private static void ResolveInstants(JsonObject? json, DateTimeOffset now)
    {
        foreach (var (name, value) in json?.ToList() ?? [])
        {
            if (
                value?.GetValueKind() == JsonValueKind.String
                && value.GetValue<string>() is var text
                && text.StartsWith("now", StringComparison.Ordinal)
                && Moment.TryRead(text, out var moment, out _)
            )
                json![name] = JsonValue.Create(moment.Start(now).ToString("O"));
        }
    }

    private static Task<string> ReadAsync(string name, CancellationToken cancellationToken) =>
        File.ReadAllTextAsync(Path.Combine(Folder, name), cancellationToken);
}

/// <summary>A story of the sample newsroom: a draft, and what became of it. Stored as the draft that it is.</summary>
internal sealed record SampleArticle : ArticleDraft
{
    /// <summary>Of the story that the contract has in its examples, so that they can be tried as they stand.</summary>
    public Guid? Id { get; init; }
    public IReadOnlyList<string> FormerSlugs { get; set; } = [];
    public required SamplePublication Publication { get; init; }
}

internal sealed record SamplePublication
{
    public required string State { get; init; }
    public DateTimeOffset? PublishedAt { get; init; }
    public DateTimeOffset? UpdatedAt { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }
    public DateTimeOffset? PublishAt { get; init; }
    public DateTimeOffset? EmbargoUntil { get; init; }
    public DateTimeOffset? WithdrawnAt { get; init; }
    public string? Kind { get; init; }

    public Publication Instants =>
        new(PublishedAt!.Value, PublishedAt.Value, UpdatedAt ?? PublishedAt.Value, ExpiresAt);

    public string? Reason { get; init; }
    public string? ReplacedBy { get; init; }
}

internal sealed record SampleTag
{
    public required string Id { get; init; }
    public required string Title { get; init; }
    public string? Description { get; init; }
    public IReadOnlyList<string> Aliases { get; set; } = [];
    public string? Parent { get; init; }
    public ExternalIds? ExternalIds { get; init; }

    public TagDraft ToDraft() =>
        TagId.TryRead(Id, out var name, out var fault)
            ? new()
            {
                Type = name.Type,
                Slug = name.Slug,
                Title = Title,
                Description = Description,
                Aliases = Aliases,
                ExternalIds = ExternalIds,
                Parent = Parent,
            }
            : throw RefusedException.Invalid("/id", fault);
}

using Microsoft.Extensions.DependencyInjection;
using NewsApi.Articles;
using NewsApi.Editorial;
using NewsApi.Http;
using NewsApi.Storage;
using NewsApi.Tags;
using Npgsql;

namespace NewsApi.Tests.Support;

/// <summary>Writes and publishes stories in a newsroom, each call in a transaction of its own.</summary>
public sealed class Editor(Newsroom newsroom)
{
    private readonly EditorialDatabase _database = newsroom.Services.GetRequiredService<EditorialDatabase>();
    private readonly SectionDesk _sections = newsroom.Services.GetRequiredService<SectionDesk>();
    private readonly DraftReview _review = newsroom.Services.GetRequiredService<DraftReview>();
    private readonly ArticleStore _articles = newsroom.Services.GetRequiredService<ArticleStore>();
    private readonly Publisher _publisher = newsroom.Services.GetRequiredService<Publisher>();
    private int _position;

    /// <summary>A story with the least that one needs; tests say what matters to them with <c>with</c>.</summary>
    public static ArticleDraft Draft(string slug, string section = "news") =>
        new()
        {
            Slug = slug,
            Type = ArticleType.Article,
            Language = "en",
            Headline = $"Headline of {slug}",
            Standfirst = "What happened, in a sentence.",
            Section = section,
            Body = [new ParagraphBlock { Html = "It <em>happened</em>." }],
        };

    public Task AddSectionAsync(string slug, string? parent = null) =>
        InTransactionAsync(transaction =>
            _sections.CreateAsync(
                transaction,
                new()
                {
                    Slug = slug,
                    Title = slug,
                    Parent = parent,
                    Position = _position++,
                },
                CancellationToken.None
            )
        );

    public Task AddTagAsync(string id, string? title = null, string? parent = null, params string[] aliases) =>
        InTransactionAsync(transaction =>
            TagDesk.CreateAsync(
                transaction,
                new()
                {
                    Type = Choice<TagType>.Words[id.Split('/')[0]],
                    Slug = id.Split('/')[1],
                    Title = title ?? id.Split('/')[1],
                    Aliases = aliases,
                    Parent = parent,
                },
                CancellationToken.None
            )
        );

    public async Task<Guid> SaveAsync(ArticleDraft draft)
    {
        var id = Guid.CreateVersion7();
        await InTransactionAsync(async transaction =>
        {
            var submitted = new SubmittedDraft(id, draft, GoesPublic: false);
            var verdict = (await _review.ReviewAsync(transaction, [submitted], CancellationToken.None))[0];
            if (verdict.Accepted is null)
                throw RefusedException.Invalid(verdict.Faults);
            await _articles.CreateAsync(transaction, [verdict.Accepted], "test", CancellationToken.None);
        });
        return id;
    }

    public async Task<Guid> PublishAsync(
        ArticleDraft draft,
        DateTimeOffset? at = null,
        DateTimeOffset? expiresAt = null
    )
    {
        var id = await SaveAsync(draft);
        await PublishAsync(id, at, expiresAt);
        return id;
    }

    public Task PublishAsync(Guid id, DateTimeOffset? at = null, DateTimeOffset? expiresAt = null)
    {
        var instant = at ?? DateTimeOffset.UtcNow;
        return InTransactionAsync(transaction =>
            _publisher.PublishAsync(
                transaction,
                [new Release(id, new(instant, instant, instant, expiresAt))],
                "test",
                CancellationToken.None
            )
        );
    }

    public Task AddFormerSlugAsync(Guid id, string slug) =>
        InTransactionAsync(transaction => _articles.AddFormerSlugAsync(transaction, id, slug, CancellationToken.None));

    public Task WithdrawAsync(Guid id, string kind = "editorial", string? reason = null, Guid? replacedBy = null) =>
        InTransactionAsync(transaction =>
            _publisher.WithdrawAsync(transaction, id, new(kind, reason, replacedBy), "test", CancellationToken.None)
        );

    private async Task InTransactionAsync(Func<NpgsqlTransaction, Task> work)
    {
        await using var connection = await _database.OpenAsync(CancellationToken.None);
        await using var transaction = await connection.BeginTransactionAsync();
        await work(transaction);
        await newsroom.CommitAsync(transaction);
    }
}

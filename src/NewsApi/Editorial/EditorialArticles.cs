using Dapper;
using NewsApi.Articles;
using NewsApi.Http;
using NewsApi.Storage;
using Npgsql;

namespace NewsApi.Editorial;

/// <summary>Reads stories in every state.</summary>
internal static class EditorialArticles
{
    /// <summary>The story of this id; null where there is none.</summary>
    /// <remarks>Prepared: each step of a story reads it several times, and PostgreSQL takes 2 ms to plan it.</remarks>
    public static async Task<EditorialArticleRow?> FindAsync(
        NpgsqlTransaction transaction,
        Guid id,
        CancellationToken cancellationToken
    )
    {
        const string Sql = $"""
            -- editorial.find
            select {EditorialArticleRow.Columns}
            from editorial.articles a
            {EditorialArticleRow.Joins}
            where a.id = @id
            """;
        await using var command = new NpgsqlCommand(Sql, transaction.Connection, transaction);
        command.Parameters.AddWithValue(nameof(id), id);
        await command.PrepareAsync(cancellationToken);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? reader.GetRowParser<EditorialArticleRow>()(reader) : null;
    }

    /// <summary>The same, locked for a change: nobody else changes it, or sections and tags, until the transaction ends.
    /// </summary>
    public static async Task<EditorialArticleRow?> LockAsync(
        NpgsqlTransaction transaction,
        Guid id,
        CancellationToken cancellationToken
    )
    {
        await StoryLocks.KeepVocabularyAsync(transaction, cancellationToken);
        await StoryLocks.TakeAsync(transaction, [id], cancellationToken);
        return await FindAsync(transaction, id, cancellationToken);
    }

    /// <summary>Locks the story of a request that changes it, if the request means the state in which it is.</summary>
    /// <exception cref="RefusedException">There is no such story, or it has changed since.</exception>
    public static async Task<EditorialArticleRow> LockForChangeAsync(
        NpgsqlTransaction transaction,
        string id,
        HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var story = await LockAsync(transaction, Read(id), cancellationToken) ?? throw NoSuchStory;
        Preconditions.Check(request, story.ETag);
        return story;
    }

    /// <summary>The story that a path names.</summary>
    /// <exception cref="RefusedException">There is none.</exception>
    public static async Task<EditorialArticleRow> GetAsync(
        NpgsqlTransaction transaction,
        string id,
        CancellationToken cancellationToken
    ) => await FindAsync(transaction, Read(id), cancellationToken) ?? throw NoSuchStory;

    /// <summary>The current revision in the form in which readers would get it, if it were published at this moment.</summary>
    public static async Task<ArticleRow?> PreviewAsync(
        NpgsqlTransaction transaction,
        Guid id,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        const string Sql = $"""
            -- editorial.preview
            select {StoryRevision.Columns}
            from editorial.articles a
            join editorial.revisions r on r.article_id = a.id and r.number = a.revision
            {StoryRevision.Names}
            where a.id = @id
            """;
        var revision = await transaction.QuerySingleOrDefaultAsync<StoryRevision>(Sql, new { id }, cancellationToken);
        if (revision is null || await FindAsync(transaction, id, cancellationToken) is not { } story)
            return null;
        var instants = StoryInstants.Of(story).At(story.DueAt ?? now, Impact.Major, story.Draft.Rights.ExpiresAt);
        return new PublicStory(revision, instants).ToRow((story.Version ?? 0) + 1, story.ModifiedAt);
    }

    private static Guid Read(string id) => Guid.TryParseExact(id, "D", out var read) ? read : throw NoSuchStory;

    public static RefusedException NoSuchStory =>
        new(ProblemType.NotFound, "There is no story of this id. GET /v1/editorial/articles lists them.");
}

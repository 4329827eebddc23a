using Dapper;
using Npgsql;
using NpgsqlTypes;

namespace NewsApi.Benchmarks.Reading;

/// <summary>The tables of the afternoon's service: normalised, with the indexes that its queries want.</summary>
internal static class AfternoonTables
{
    private const string Create = """
        create schema afternoon;
        create table afternoon.sections (id int primary key, slug text not null unique, title text not null);
        create table afternoon.tags (id int primary key, slug text not null unique, title text not null);
        create table afternoon.articles (
          id int primary key,
          slug text not null unique,
          headline text not null,
          standfirst text not null,
          section_id int not null references afternoon.sections,
          published_at timestamptz not null,
          body text[] not null,
          search tsvector
        );
        create table afternoon.article_tags (
          article_id int not null references afternoon.articles,
          tag_id int not null references afternoon.tags,
          primary key (article_id, tag_id)
        );
        """;

    private const string Index = """
        update afternoon.articles
        set search = to_tsvector('english', headline || ' ' || standfirst || ' ' || array_to_string(body, ' '));
        create index on afternoon.articles (section_id, published_at desc, id desc);
        create index on afternoon.articles (published_at desc, id desc);
        create index on afternoon.article_tags (tag_id, article_id desc);
        create index on afternoon.articles using gin (search);
        """;

    public static async Task FillAsync(
        NpgsqlDataSource source,
        IReadOnlyList<InventedStory> stories,
        CancellationToken ct
    )
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new(Create, cancellationToken: ct));
        await WriteNamesAsync(connection, "sections", InventedStory.Sections, ct);
        await WriteNamesAsync(connection, "tags", InventedStory.Topics, ct);
        const string Articles = """
            copy afternoon.articles (id, slug, headline, standfirst, section_id, published_at, body)
            from stdin (format binary)
            """;
        await using (var rows = await connection.BeginBinaryImportAsync(Articles, ct))
        {
            foreach (var (id, story) in stories.Index())
            {
                await rows.StartRowAsync(ct);
                await rows.WriteAsync(id, ct);
                await rows.WriteAsync(story.Slug, ct);
                await rows.WriteAsync(story.Headline, ct);
                await rows.WriteAsync(story.Standfirst, ct);
                await rows.WriteAsync(InventedStory.Sections.ToList().IndexOf(story.Section), ct);
                await rows.WriteAsync(story.PublishedAt, NpgsqlDbType.TimestampTz, ct);
                await rows.WriteAsync(story.Paragraphs.ToArray(), ct);
            }
            await rows.CompleteAsync(ct);
        }
        const string Tagged = "copy afternoon.article_tags (article_id, tag_id) from stdin (format binary)";
        await using (var rows = await connection.BeginBinaryImportAsync(Tagged, ct))
        {
            var tags = InventedStory.Topics.Index().ToDictionary(tag => tag.Item, tag => tag.Index);
            foreach (var (id, story) in stories.Index())
            {
                foreach (var tag in story.Tags)
                {
                    await rows.StartRowAsync(ct);
                    await rows.WriteAsync(id, ct);
                    await rows.WriteAsync(tags[tag], ct);
                }
            }
            await rows.CompleteAsync(ct);
        }
        await connection.ExecuteAsync(new(Index, commandTimeout: 0, cancellationToken: ct));
    }

    private static async Task WriteNamesAsync(
        NpgsqlConnection connection,
        string table,
        IReadOnlyList<string> slugs,
        CancellationToken ct
    )
    {
        var copy = $"copy afternoon.{table} (id, slug, title) from stdin (format binary)";
        await using var rows = await connection.BeginBinaryImportAsync(copy, ct);
        foreach (var (id, slug) in slugs.Index())
        {
            await rows.StartRowAsync(ct);
            await rows.WriteAsync(id, ct);
            await rows.WriteAsync(slug, ct);
            await rows.WriteAsync(slug, ct);
        }
        await rows.CompleteAsync(ct);
    }
}

using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using NewsApi.Editorial;
using NewsApi.Storage;
using Npgsql;

namespace NewsApi.Importing;

/// <summary>Finds the stories that deliveries mean, and remembers where stories came from.</summary>
internal static class StorySources
{
    /// <summary>Locks names for the rest of the transaction, between the vocabulary and the stories (see
    /// <see cref="StoryLocks"/>): two deliveries of the same new story make one.</summary>
    public static Task LockAsync(
        NpgsqlTransaction transaction,
        IReadOnlyList<StoryName> names,
        CancellationToken cancellationToken
    ) =>
        transaction.ExecuteAsync(
            "-- sources.lock\nselect pg_advisory_xact_lock(key) from unnest(@keys) key",
            new { keys = names.Select(KeyOf).Distinct().Order().ToArray() },
            cancellationToken
        );

    /// <summary>The stories that are here, locked, in the order of their names; null for one that is new.</summary>
    public static async Task<IReadOnlyList<PresentStory?>> FindAsync(
        NpgsqlTransaction transaction,
        IReadOnlyList<StoryName> names,
        CancellationToken cancellationToken
    )
    {
        const string Named = """
            -- sources.find
            select w.place::int - 1 as place, coalesce(x.article_id, a.id) as id
            from unnest(@providers, @externalIds, @ids) with ordinality as w (provider, external_id, id, place)
            left join editorial.article_sources x on x.provider = w.provider and x.external_id = w.external_id
            left join editorial.articles a on a.id = w.id
            where coalesce(x.article_id, a.id) is not null
            """;
        const string Present = """
            -- sources.present
            select
              a.id, a.slug, a.state, a.revision, a.published_revision, a.publish_at, a.embargo_until, a.impact,
              a.first_published_at, a.published_at, a.updated_at, coalesce(d.expires_at <= now(), false) as is_expired,
              x.provider, x.external_id, x.content_hash
            from editorial.articles a
            left join editorial.article_sources x on x.article_id = a.id
            left join delivery.article_rows d on d.id = a.id
            where a.id = any(@ids)
            """;
        var found = new PresentStory?[names.Count];
        var named = await transaction.QueryAsync<(int Place, Guid Id)>(
            Named,
            new
            {
                providers = names.Select(name => name.Source?.Provider).ToArray(),
                externalIds = names.Select(name => name.Source?.ExternalId).ToArray(),
                ids = names.Select(name => name.Id).ToArray(),
            },
            cancellationToken
        );
        if (named.Count == 0)
            return found;
        var ids = named.Select(row => row.Id).ToArray();
        await StoryLocks.TakeAsync(transaction, ids, cancellationToken);
        var rows = await transaction.QueryAsync<PresentStory>(Present, new { ids }, cancellationToken);
        var stories = rows.ToDictionary(row => row.Id);
        foreach (var (place, id) in named)
            found[place] = stories.GetValueOrDefault(id);
        return found;
    }

    /// <summary>What is saved of stories.</summary>
    public static async Task<IReadOnlyDictionary<Guid, SavedTexts>> ReadTextsAsync(
        NpgsqlTransaction transaction,
        IReadOnlyList<Guid> ids,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            -- sources.texts
            select a.id, r.content::text as current, p.content::text as public
            from editorial.articles a
            join editorial.revisions r on r.article_id = a.id and r.number = a.revision
            join editorial.revisions p on p.article_id = a.id and p.number = coalesce(a.published_revision, a.revision)
            where a.id = any(@ids)
            """;
        if (ids.Count == 0)
            return new Dictionary<Guid, SavedTexts>();
        var rows = await transaction.QueryAsync<(Guid Id, string Current, string Public)>(
            Sql,
            new { ids = ids.ToArray() },
            cancellationToken
        );
        return rows.ToDictionary(row => row.Id, row => new SavedTexts(row.Current, row.Public));
    }

    /// <summary>Remembers the names of stories and what was delivered under them.</summary>
    public static Task KeepAsync(
        NpgsqlTransaction transaction,
        IReadOnlyList<(Guid Id, StorySource Source, byte[] Hash)> stories,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            -- sources.keep
            insert into editorial.article_sources (provider, external_id, article_id, content_hash)
            select provider, external_id, id, hash
            from unnest(@providers, @externalIds, @ids, @hashes) as w (provider, external_id, id, hash)
            on conflict (provider, external_id) do update set content_hash = excluded.content_hash
            """;
        return stories.Count == 0
            ? Task.CompletedTask
            : transaction.ExecuteAsync(
                Sql,
                new
                {
                    providers = stories.Select(story => story.Source.Provider).ToArray(),
                    externalIds = stories.Select(story => story.Source.ExternalId).ToArray(),
                    ids = stories.Select(story => story.Id).ToArray(),
                    hashes = stories.Select(story => story.Hash).ToArray(),
                },
                cancellationToken
            );
    }

    /// <summary>The stories that names stand for: ids, external ids of a provider, or slugs, in this order of preference.
    /// </summary>
    /// <returns>Null for a name that no story has.</returns>
    public static async Task<IReadOnlyList<Guid?>> ResolveAsync(
        NpgsqlTransaction transaction,
        IReadOnlyList<(string? Provider, string Name)> names,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            -- sources.resolve
            select coalesce(
              (select id from editorial.articles where id = w.id),
              (select article_id from editorial.article_sources where provider = w.provider and external_id = w.name),
              (select article_id from editorial.article_slugs where slug = w.name)
            )
            from unnest(@providers, @names, @ids) with ordinality as w (provider, name, id, place)
            order by w.place
            """;
        return names.Count == 0
            ? []
            : await transaction.QueryAsync<Guid?>(
                Sql,
                new
                {
                    providers = names.Select(name => name.Provider).ToArray(),
                    names = names.Select(name => name.Name).ToArray(),
                    ids = names
                        .Select(name => Guid.TryParseExact(name.Name, "D", out var id) ? id : (Guid?)null)
                        .ToArray(),
                },
                cancellationToken
            );
    }

    /// <summary>Reserves further slugs of stories, under which readers knew them elsewhere.</summary>
    public static Task AddFormerSlugsAsync(
        NpgsqlTransaction transaction,
        IReadOnlyList<(Guid Id, string Slug)> slugs,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            -- sources.former_slugs
            update editorial.article_slugs s
            set was_public = true
            from unnest(@ids, @slugs) as w (id, slug)
            where s.slug = w.slug and s.article_id = w.id;
            insert into editorial.article_slugs (slug, article_id, was_public)
            select slug, id, true
            from unnest(@ids, @slugs) as w (id, slug)
            where not exists (select from editorial.article_slugs s where s.slug = w.slug and s.article_id = w.id);
            -- Of a story that never was public they follow when it becomes so.
            insert into delivery.article_slugs (slug, article_id)
            select w.slug, w.id
            from unnest(@ids, @slugs) as w (id, slug)
            where exists (select from delivery.article_slugs d where d.article_id = w.id)
            on conflict (slug) do nothing;
            """;
        return slugs.Count == 0
            ? Task.CompletedTask
            : transaction.ExecuteAsync(
                Sql,
                new
                {
                    ids = slugs.Select(slug => slug.Id).ToArray(),
                    slugs = slugs.Select(slug => slug.Slug).ToArray(),
                },
                cancellationToken
            );
    }

    private static long KeyOf(StoryName name)
    {
        var text = name.Source is { } source ? $"{source.Provider} {source.ExternalId}" : $"{name.Id}";
        return BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}

/// <summary>By what a story is known: what its provider calls it, its id, or both.</summary>
internal readonly record struct StoryName(StorySource? Source, Guid? Id);

using NewsApi.Storage;
using Npgsql;

namespace NewsApi.Importing;

/// <summary>The sections and tags among some names: a section's is its slug, a tag's its type and slug.</summary>
internal sealed class VocabularyNames
{
    private readonly Dictionary<string, int> _depths;

    private VocabularyNames(Dictionary<string, int> depths) => _depths = depths;

    public bool Contains(string name) => _depths.ContainsKey(name);

    /// <summary>How many steps it stands below the top; 0 for a name that nobody has.</summary>
    public int DepthOf(string name) => _depths.GetValueOrDefault(name);

    /// <summary>Looks up present and former names.</summary>
    public static async Task<VocabularyNames> FindAsync(
        NpgsqlTransaction transaction,
        IReadOnlyCollection<string?> names,
        Rehearsal? rehearsal,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            -- import.names
            select o.slug::text as name, s.depth::int as depth
            from editorial.section_slugs o
            join editorial.sections s on s.id = o.section_id
            where o.slug = any(@sections)
            union all
            select g.type || '/' || g.slug, t.depth::int
            from unnest(@types, @slugs) as w (type, slug)
            join editorial.tag_slugs g on g.type = w.type and g.slug = w.slug
            join editorial.tags t on t.id = g.tag_id
            """;
        var wanted = names.OfType<string>().ToLookup(name => name.Contains('/', StringComparison.Ordinal));
        var tags = wanted[true].Select(name => name.Split('/')).ToList();
        var rows = await transaction.QueryAsync<(string Name, int Depth)>(
            Sql,
            new
            {
                sections = wanted[false].ToArray(),
                types = tags.Select(tag => tag[0]).ToArray(),
                slugs = tags.Select(tag => tag[1]).ToArray(),
            },
            cancellationToken
        );
        var depths = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (name, depth) in rows)
            depths[name] = depth;
        foreach (var name in names.OfType<string>())
        {
            if (rehearsal is not null && rehearsal.Depths.TryGetValue(name, out var depth))
                depths.TryAdd(name, depth);
        }
        return new(depths);
    }

    /// <summary>Gives a section slugs that it had elsewhere: they redirect.</summary>
    public static Task AddFormerSlugsAsync(
        NpgsqlTransaction transaction,
        string section,
        IReadOnlyList<string> slugs,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            -- import.former_slugs
            with named as (
              insert into editorial.section_slugs (slug, section_id)
              select slug, (select section_id from editorial.section_slugs where slug = @section) from unnest(@slugs) slug
              returning slug, section_id
            )
            insert into delivery.section_slugs (slug, section_id) select slug, section_id from named
            """;
        return slugs.Count == 0
            ? Task.CompletedTask
            : transaction.ExecuteAsync(Sql, new { section, slugs = slugs.ToArray() }, cancellationToken);
    }

    /// <summary>Gives a tag that is not public yet ids that it had elsewhere: they redirect once it is.</summary>
    public static Task AddFormerIdsAsync(
        NpgsqlTransaction transaction,
        string tag,
        IReadOnlyList<string> ids,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            -- import.former_ids
            insert into editorial.tag_slugs (type, slug, tag_id)
            select w.type, w.slug, o.tag_id
            from unnest(@types, @slugs) as w (type, slug), editorial.tag_slugs o
            where o.type = split_part(@tag, '/', 1) and o.slug = split_part(@tag, '/', 2)
            """;
        return ids.Count == 0
            ? Task.CompletedTask
            : transaction.ExecuteAsync(
                Sql,
                new
                {
                    tag,
                    types = ids.Select(id => id.Split('/')[0]).ToArray(),
                    slugs = ids.Select(id => id.Split('/')[1]).ToArray(),
                },
                cancellationToken
            );
    }

    public static Task<int> IdOfTagAsync(
        NpgsqlTransaction transaction,
        string tag,
        CancellationToken cancellationToken
    ) =>
        transaction.QuerySingleAsync<int>(
            """
            -- import.tag
            select tag_id from editorial.tag_slugs where type = split_part(@tag, '/', 1) and slug = split_part(@tag, '/', 2)
            """,
            new { tag },
            cancellationToken
        );
}

using System.Text.Json;
using NewsApi.Http;
using NewsApi.Storage;
using NewsApi.Tags;
using Npgsql;

namespace NewsApi.Editorial;

/// <summary>A tag as the schema <c>editorial</c> keeps it.</summary>
internal sealed record EditorialTagRow
{
    public required int Id { get; init; }
    public required string Type { get; init; }
    public required string Slug { get; init; }
    public required string Title { get; init; }
    public string? Description { get; init; }
    public required string[] Aliases { get; init; }

    /// <summary>JSON of <see cref="Tags.ExternalIds"/>.</summary>
    public required string ExternalIds { get; init; }

    public int? ParentId { get; init; }
    public string? ParentSlug { get; init; }
    public required string[] FormerSlugs { get; init; }
    public required bool IsPublic { get; init; }

    public const string Columns = """
        t.id, t.type, t.slug, t.title, t.description, t.aliases, t.external_ids, t.parent_id,
          (select p.slug from editorial.tags p where p.id = t.parent_id) as parent_slug,
          array(select o.slug::text from editorial.tag_slugs o where o.tag_id = t.id and o.slug <> t.slug order by o.slug)
            as former_slugs,
          exists (select from delivery.tags d where d.id = t.id) as is_public
        """;

    /// <summary>The tag that has or had this name; null where there is none.</summary>
    public static Task<EditorialTagRow?> FindAsync(
        NpgsqlTransaction transaction,
        TagId name,
        CancellationToken cancellationToken
    )
    {
        const string Sql = $"""
            -- tags.editorial_find
            select {Columns}
            from editorial.tag_slugs n
            join editorial.tags t on t.id = n.tag_id
            where n.type = @TypeWord and n.slug = @Slug
            """;
        return transaction.QuerySingleOrDefaultAsync<EditorialTagRow>(
            Sql,
            new { name.TypeWord, name.Slug },
            cancellationToken
        );
    }

    /// <summary>The tag that a path names.</summary>
    /// <exception cref="RefusedException">There is none.</exception>
    public static async Task<EditorialTagRow> GetAsync(
        NpgsqlTransaction transaction,
        string type,
        string slug,
        CancellationToken cancellationToken
    ) =>
        (
            TagId.TryRead($"{type}/{slug}", out var name, out _)
                ? await FindAsync(transaction, name, cancellationToken)
                : null
        )
        ?? throw new RefusedException(
            ProblemType.NotFound,
            "There is no tag of this type and slug. GET /v1/editorial/tags lists them."
        );

    /// <summary>What an editor goes on writing.</summary>
    public TagDraft Draft =>
        new()
        {
            Type = TagType,
            Slug = Slug,
            Title = Title,
            Description = Description,
            Aliases = Aliases,
            ExternalIds = Names,
            Parent = Parent,
        };

    public EditorialTag ToTag() =>
        new()
        {
            Id = $"{Type}/{Slug}",
            Type = TagType,
            Slug = Slug,
            Title = Title,
            Description = Description,
            Aliases = Aliases,
            ExternalIds = Names,
            Parent = Parent,
            IsPublic = IsPublic,
            FormerSlugs = FormerSlugs,
        };

    private TagType TagType => Choice<TagType>.Words[Type];

    private string? Parent => ParentSlug is null ? null : $"{Type}/{ParentSlug}";

    private ExternalIds? Names =>
        JsonSerializer.Deserialize(ExternalIds, NewsJsonContext.Wire.ExternalIds) switch
        {
            null or { Wikidata: null, Iptc: null } => null,
            var ids => ids,
        };

    /// <summary>An answer with the tag, and with the entity tag that a change of it must name.</summary>
    public PrivateAnswer ToAnswer() => PrivateAnswer.Ok(ToTag(), NewsJsonContext.Wire.EditorialTag).WithETag(ETag);

    public string ETag =>
        PrivateAnswer.EntityTag(JsonSerializer.SerializeToUtf8Bytes(ToTag(), NewsJsonContext.Wire.EditorialTag));
}

using System.Text.Json;
using NewsApi.Http;
using NewsApi.Storage;
using Npgsql;

namespace NewsApi.Editorial;

/// <summary>A section as the schema <c>editorial</c> keeps it.</summary>
internal sealed record EditorialSectionRow
{
    public required int Id { get; init; }
    public required string Slug { get; init; }
    public required string Title { get; init; }
    public string? Description { get; init; }
    public required int Position { get; init; }
    public int? ParentId { get; init; }
    public required int Depth { get; init; }
    public required string[] FormerSlugs { get; init; }
}

/// <summary>All sections as they stand now. There are tens of them, so they are read whole.</summary>
internal sealed class EditorialSectionTree
{
    private readonly Dictionary<int, EditorialSectionRow> _byId;
    private readonly Dictionary<string, EditorialSectionRow> _bySlug;
    private readonly ILookup<int, EditorialSectionRow> _below;

    private EditorialSectionTree(List<EditorialSectionRow> rows)
    {
        _byId = rows.ToDictionary(row => row.Id);
        _bySlug = rows.SelectMany(row => row.FormerSlugs.Append(row.Slug), (row, slug) => (row, slug))
            .ToDictionary(name => name.slug, name => name.row, StringComparer.Ordinal);
        // No section has the id 0: it stands for the top.
        _below = rows.ToLookup(row => row.ParentId ?? 0);
    }

    public static async Task<EditorialSectionTree> ReadAsync(
        NpgsqlTransaction transaction,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            -- sections.editorial_tree
            select
              s.id, s.slug, s.title, s.description, s.position, s.parent_id, s.depth::int as depth,
              array(
                select o.slug::text from editorial.section_slugs o where o.section_id = s.id and o.slug <> s.slug order by o.slug
              ) as former_slugs
            from editorial.sections s
            order by s.position, s.id
            """;
        return new(await transaction.QueryAsync<EditorialSectionRow>(Sql, null, cancellationToken));
    }

    /// <summary>Each followed by those below it.</summary>
    public IEnumerable<EditorialSectionRow> All => BelowId(0);

    public IEnumerable<string> Slugs => _byId.Values.Select(row => row.Slug);

    /// <summary>The section that has or had this slug.</summary>
    public EditorialSectionRow? Find(string slug) => _bySlug.GetValueOrDefault(slug);

    /// <summary>The section that has or had this slug.</summary>
    /// <exception cref="RefusedException">There is none.</exception>
    public EditorialSectionRow Get(string slug) =>
        Find(slug)
        ?? throw new RefusedException(
            ProblemType.NotFound,
            "There is no section of this slug. GET /v1/editorial/sections lists them."
        );

    /// <summary>Those directly below; null for the top.</summary>
    public IEnumerable<EditorialSectionRow> ChildrenOf(EditorialSectionRow? row) => _below[row?.Id ?? 0];

    /// <summary>How many levels lie below it.</summary>
    public int HeightOf(EditorialSectionRow row) =>
        BelowId(row.Id).Select(below => below.Depth - row.Depth).DefaultIfEmpty(0).Max();

    /// <summary>Whether the one lies anywhere below the other, or is the same.</summary>
    public bool IsWithin(EditorialSectionRow row, EditorialSectionRow other)
    {
        var at = row;
        while (at.Id != other.Id)
        {
            if (at.ParentId is not { } above)
                return false;
            at = _byId[above];
        }
        return true;
    }

    /// <summary>What an editor goes on writing; without its position, which means nothing once it moves.</summary>
    public SectionDraft DraftOf(EditorialSectionRow row) =>
        new()
        {
            Slug = row.Slug,
            Title = row.Title,
            Description = row.Description,
            Parent = ParentOf(row),
        };

    public EditorialSection Present(EditorialSectionRow row) =>
        new()
        {
            Slug = row.Slug,
            Title = row.Title,
            Description = row.Description,
            Parent = ParentOf(row),
            Position = row.Position,
            Depth = row.Depth,
            FormerSlugs = row.FormerSlugs,
        };

    /// <summary>An answer with the section, and with the entity tag that a change of it must name.</summary>
    public PrivateAnswer Answer(EditorialSectionRow row) =>
        PrivateAnswer.Ok(Present(row), NewsJsonContext.Wire.EditorialSection).WithETag(ETagOf(row));

    public string ETagOf(EditorialSectionRow row) =>
        PrivateAnswer.EntityTag(
            JsonSerializer.SerializeToUtf8Bytes(Present(row), NewsJsonContext.Wire.EditorialSection)
        );

    private string? ParentOf(EditorialSectionRow row) => row.ParentId is { } parent ? _byId[parent].Slug : null;

    private IEnumerable<EditorialSectionRow> BelowId(int id) =>
        _below[id].SelectMany(row => BelowId(row.Id).Prepend(row));
}

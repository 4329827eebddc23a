using System.Text.Json;
using NewsApi.Http;
using NewsApi.Storage;
using NewsApi.Tags;
using Npgsql;

namespace NewsApi.Editorial;

/// <summary>A tag that has passed its review, ready to be stored.</summary>
/// <param name="Name">Type and slug: its own, or nobody's yet.</param>
/// <param name="Draft">All else.</param>
/// <param name="Parent">Under which it fits with all below it.</param>
internal sealed record ReviewedTag(TagId Name, TagDraft Draft, PlacedTag? Parent)
{
    /// <summary>Levels below the top.</summary>
    public int Depth => Parent is null ? 0 : Parent.Depth + 1;

    /// <summary>As they are stored.</summary>
    public string ExternalIds =>
        JsonSerializer.Serialize(Draft.ExternalIds ?? new ExternalIds(null, null), NewsJsonContext.Wire.ExternalIds);
}

/// <summary>A tag with its place in the tree.</summary>
internal sealed record PlacedTag
{
    public required int Id { get; init; }
    public required string Slug { get; init; }
    public required string Title { get; init; }
    public required string[] Aliases { get; init; }
    public required bool IsPublic { get; init; }

    /// <summary>Its own id and those of all above it.</summary>
    public required int[] Path { get; init; }

    public int Depth => Path.Length - 1;

    /// <summary>The tag that has or had this name; null where there is none.</summary>
    public static Task<PlacedTag?> FindAsync(
        NpgsqlTransaction transaction,
        TagId name,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            -- tags.placed
            with recursive path as (
              select t.id, t.parent_id
              from editorial.tag_slugs n
              join editorial.tags t on t.id = n.tag_id
              where n.type = @TypeWord and n.slug = @Slug
              union all
              select t.id, t.parent_id from path p join editorial.tags t on t.id = p.parent_id
            )
            select
              t.id, t.slug, t.title, t.aliases, exists (select from delivery.tags d where d.id = t.id) as is_public,
              array(select id from path) as path
            from editorial.tag_slugs n
            join editorial.tags t on t.id = n.tag_id
            where n.type = @TypeWord and n.slug = @Slug
            """;
        return transaction.QuerySingleOrDefaultAsync<PlacedTag>(
            Sql,
            new { name.TypeWord, name.Slug },
            cancellationToken
        );
    }
}

/// <summary>Holds drafts of tags against the tags there are. All faults of one are found at once.</summary>
internal sealed class TagReview(NpgsqlTransaction transaction)
{
    private static readonly TagDraftValidator Validator = new();

    private static readonly string TooDeep =
        $"Too deep: no tag may come to lie more than {VocabularyDraft.MaxDepth} levels below the top.";

    private readonly Faults _faults = new();

    /// <param name="draft">As it came.</param>
    /// <param name="present">The tag that it changes; null for a new one.</param>
    /// <param name="cancellationToken">Ends the wait for the database.</param>
    /// <exception cref="RefusedException">With all faults, under JSON pointers into the draft.</exception>
    public async Task<ReviewedTag> ReviewAsync(
        TagDraft draft,
        EditorialTagRow? present,
        CancellationToken cancellationToken
    )
    {
        Validator.Check(draft, _faults);
        var name = new TagId(draft.Type, draft.Slug ?? present?.Slug ?? SlugMaker.From(draft.Title));
        if (present is not null && present.Type != name.TypeWord)
            _faults.Add("/type", $"A tag keeps its type, which is {present.Type}.");
        await CheckSlugAsync(draft, name, present, cancellationToken);
        var parent = draft.Parent is null
            ? null
            : await FindAsync("/parent", draft.Parent, name.TypeWord, cancellationToken);
        if (parent is not null)
            await CheckPlaceAsync("/parent", parent, present, below: 1, cancellationToken);
        return _faults.Count > 0 ? throw RefusedException.Invalid(_faults) : new(name, draft, parent);
    }

    /// <param name="request">As it came.</param>
    /// <param name="merged">The tag that is to go.</param>
    /// <param name="cancellationToken">Ends the wait for the database.</param>
    /// <returns>The tag that stays, and its aliases from then on.</returns>
    /// <exception cref="RefusedException">With the fault, under a JSON pointer into the request.</exception>
    public async Task<(PlacedTag Into, string[] Aliases)> ReviewMergeAsync(
        TagMergeRequest request,
        EditorialTagRow merged,
        CancellationToken cancellationToken
    )
    {
        if (await FindAsync("/into", request.Into, merged.Type, cancellationToken) is { } into)
        {
            await CheckPlaceAsync("/into", into, merged, below: 0, cancellationToken);
            // The name of a tag can give away a story that is not published yet.
            if (!merged.IsPublic && into.IsPublic && _faults.Count == 0)
                return (into, into.Aliases);
            string[] aliases =
            [
                .. into
                    .Aliases.Append(merged.Title)
                    .Concat(merged.Aliases)
                    .Distinct(StringComparer.OrdinalIgnoreCase)
                    .Where(alias => !alias.Equals(into.Title, StringComparison.OrdinalIgnoreCase)),
            ];
            if (aliases.Length > TagDraft.MaxAliases)
                _faults.Add(
                    "/into",
                    $"It would have {aliases.Length} aliases; there may be {TagDraft.MaxAliases}. Remove some first."
                );
            if (_faults.Count == 0)
                return (into, aliases);
        }
        throw RefusedException.Invalid(_faults);
    }

    private async Task CheckSlugAsync(
        TagDraft draft,
        TagId name,
        EditorialTagRow? present,
        CancellationToken cancellationToken
    )
    {
        if (name.Slug.Length == 0)
        {
            if (OneLine.Is(draft.Title, OneLine.MaxLength))
                _faults.Add("/slug", "Is needed: the title has no letters to make one from.");
        }
        else if (
            Slugs.IsWellFormed(name.Slug)
            && await PlacedTag.FindAsync(transaction, name, cancellationToken) is { } owner
            && owner.Id != present?.Id
        )
            _faults.Add(
                "/slug",
                draft.Slug is null
                    ? $"Is needed: '{name}', made from the title, leads to the tag '{name.TypeWord}/{owner.Slug}'."
                    : $"'{name}' leads to the tag '{name.TypeWord}/{owner.Slug}'."
            );
    }

    private async Task CheckPlaceAsync(
        string pointer,
        PlacedTag above,
        EditorialTagRow? present,
        int below,
        CancellationToken cancellationToken
    )
    {
        if (present is not null && above.Path.Contains(present.Id))
            _faults.Add(pointer, "Must not be the tag itself, or one below it.");
        else if (above.Depth + below + await HeightAsync(present, cancellationToken) > VocabularyDraft.MaxDepth)
            _faults.Add(pointer, TooDeep);
    }

    private async Task<PlacedTag?> FindAsync(
        string pointer,
        string text,
        string type,
        CancellationToken cancellationToken
    )
    {
        if (!TagId.TryRead(text, out var name, out var fault))
            _faults.Add(pointer, fault);
        else if (name.TypeWord != type)
            _faults.Add(
                pointer,
                $"Must be of the type of the tag itself, {type}; this is of the type {name.TypeWord}."
            );
        else if (await PlacedTag.FindAsync(transaction, name, cancellationToken) is { } found)
            return found;
        else
        {
            var candidates = await transaction.QueryAsync<string>(
                "-- tags.candidates\nselect type || '/' || slug from editorial.tags where type = @type order by id desc limit 5000",
                new { type },
                cancellationToken
            );
            _faults.Add(pointer, $"There is no tag '{name}'.{NearestName.Suggestion(text, candidates)}");
        }
        return null;
    }

    /// <summary>How many levels lie below the tag.</summary>
    private async Task<int> HeightAsync(EditorialTagRow? tag, CancellationToken cancellationToken)
    {
        const string Sql = """
            -- tags.height
            with recursive below as (
              select @Id::int as id, 0 as level
              union all
              select t.id, b.level + 1 from below b join editorial.tags t on t.parent_id = b.id
            )
            select max(level) from below
            """;
        return tag is null ? 0 : await transaction.QuerySingleAsync<int>(Sql, new { tag.Id }, cancellationToken);
    }
}

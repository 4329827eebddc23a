using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json.Serialization;
using Dapper;
using NewsApi.Http;
using NewsApi.Paging;
using NewsApi.Storage;
using NewsApi.Tags;
using Npgsql;

namespace NewsApi.Editorial;

/// <param name="Type" example="place">Only tags of this type.</param>
/// <param name="Q">Only tags with a title or alias in which a word begins like this, without regard to case and accents.</param>
/// <param name="Sort">The order.</param>
/// <param name="Limit" example="5">How many tags a page has; 0 for the total alone.</param>
/// <param name="Cursor">Continues where another page ended: the text from its <c>page.next</c> or <c>page.prev</c>.</param>
/// <param name="Page">The page's number, for people; <c>page</c> times <c>limit</c> may reach 10,000. Not together with <c>cursor</c>.</param>
public sealed record ListEditorialTagsQuery(
    Parameter<Choice<TagType>>? Type = null,
    Parameter<Prefix>? Q = null,
    [DefaultValue(EditorialTagSort.Title)] Parameter<Choice<EditorialTagSort>>? Sort = null,
    [Range(0, PageRequest.MaxLimit), DefaultValue(PageRequest.DefaultLimit)] Parameter<WholeNumber>? Limit = null,
    Parameter<FreeText>? Cursor = null,
    [Range(1, PageRequest.NumberedWindow)] Parameter<WholeNumber>? Page = null
) : IPagedQuery
{
    public EditorialTagSort Order => Sort?.Value.Value ?? EditorialTagSort.Title;

    public string NormalForm => $"editorial tags?type={Type?.Value.Word}&q={Q?.Value?.Folded}&sort={Order}";

    public PageRequest Position { get; set; } = PageRequest.First;
}

internal sealed class ListEditorialTagsQueryValidator(Cursors cursors)
    : PagedQueryValidator<ListEditorialTagsQuery>(cursors);

/// <summary>Order of a list of all tags.</summary>
[JsonConverter(typeof(WordConverter<EditorialTagSort>))]
public enum EditorialTagSort
{
    /// <summary>By title, without case and accents.</summary>
    Title,

    /// <summary>By number of stories in any state, most first.</summary>
    Usage,
}

/// <summary>A tag in a list.</summary>
internal sealed record ListedTagRow
{
    public required EditorialTagRow Tag { get; init; }
    public required VocabularyUsage Usage { get; init; }
    public required string SortTitle { get; init; }

    public EditorialTag ToTag() => Tag.ToTag() with { Usage = Usage };

    /// <summary>Its place in a list in this order.</summary>
    public (string Key, string Id) PlaceIn(EditorialTagSort sort) =>
        (
            sort == EditorialTagSort.Usage ? Usage.Stories.ToString(CultureInfo.InvariantCulture) : SortTitle,
            Tag.Id.ToString(CultureInfo.InvariantCulture)
        );
}

/// <summary>Reads pages of all tags, public or not.</summary>
internal static class EditorialTagList
{
    public static async Task<(IReadOnlyList<ListedTagRow> Rows, Total Total)> ReadAsync(
        NpgsqlTransaction transaction,
        ListEditorialTagsQuery query,
        CancellationToken cancellationToken
    )
    {
        var hidden = await HiddenAsync(transaction, cancellationToken);
        var (page, prefix) = (query.Position, query.Q?.Value);
        var byUsage = query.Order == EditorialTagSort.Usage;
        var key = byUsage ? "coalesce(n.stories, 0)" : "coalesce(d.sort_title, h.sort_title) collate \"C\"";
        var direction = byUsage == page.Backwards ? "asc" : "desc";
        var parameters = new DynamicParameters();
        parameters.Add("hiddenIds", hidden.Select(tag => tag.Id).ToArray());
        parameters.Add("hiddenTitles", hidden.Select(tag => FoldedText.Of(tag.Title)).ToArray());
        List<string> predicates = [];
        if (query.Type?.Value.Word is { } type)
        {
            predicates.Add("t.type = @type");
            parameters.Add("type", type);
        }
        if (prefix is not null)
        {
            predicates.Add(
                """
                (
                    t.id = any(@hiddenFound)
                    or t.id in (select tag_id from delivery.tag_phrases where phrase >= @phrase and phrase < @phraseEnd)
                  )
                """
            );
            parameters.Add("hiddenFound", hidden.Where(tag => tag.Has(prefix)).Select(tag => tag.Id).ToArray());
            parameters.Add("phrase", prefix.Folded);
            parameters.Add("phraseEnd", FoldedText.After(prefix.Folded));
        }
        var counted = Where(predicates);
        if (page.Cursor is { } cursor)
        {
            predicates.Add($"({key}, t.id) {(direction == "desc" ? "<" : ">")} (@key, @id)");
            parameters.Add("key", byUsage ? int.Parse(cursor.Key, CultureInfo.InvariantCulture) : cursor.Key);
            parameters.Add("id", int.Parse(cursor.Id, CultureInfo.InvariantCulture));
        }
        parameters.Add("take", page.Take);
        parameters.Add("skip", page.Skip);
        parameters.Add("countTo", Total.CountedUpTo + 1);
        // Stories are counted for the tags of the page alone, unless it is their number that decides which these are.
        var sql = $"""
            -- tags.editorial_list
            with page as materialized (
              select t.id, coalesce(d.sort_title, h.sort_title) as sort_title, row_number() over (order by {key} {direction}, t.id {direction}) as place
              from editorial.tags t
              left join delivery.tags d on d.id = t.id
              left join unnest(@hiddenIds, @hiddenTitles) h (id, sort_title) on h.id = t.id
              {(
                byUsage
                    ? "left join (select tag_id, count(*)::int as stories from editorial.article_tags group by 1) n on n.tag_id = t.id"
                    : ""
            )}
              {Where(predicates)}
              order by {key} {direction}, t.id {direction}
              limit @take offset @skip
            )
            select
              {EditorialTagRow.Columns}, p.sort_title,
              (select count(*)::int from editorial.article_tags a where a.tag_id = t.id) as stories,
              (select count(*)::int from editorial.tags c where c.parent_id = t.id) as children
            from page p
            join editorial.tags t on t.id = p.id
            order by p.place
            """;
        var rows = await transaction.Connection!.QueryAsync<EditorialTagRow, ListedPart, ListedTagRow>(
            new(sql, parameters, transaction, cancellationToken: cancellationToken),
            (tag, part) =>
                new()
                {
                    Tag = tag,
                    Usage = new(part.Stories, part.Children),
                    SortTitle = part.SortTitle,
                },
            splitOn: "sort_title"
        );
        var total = await transaction.QuerySingleAsync<int>(
            $"""
            -- tags.editorial_count
            select count(*)::int from (select from editorial.tags t {counted} limit @countTo) counted
            """,
            parameters,
            cancellationToken
        );
        return (rows.AsList(), Total.FromLimitedCount(total));
    }

    /// <summary>Tags that readers do not know. Their names are folded here; those of all others are kept folded.</summary>
    private static Task<List<HiddenTag>> HiddenAsync(
        NpgsqlTransaction transaction,
        CancellationToken cancellationToken
    ) =>
        transaction.QueryAsync<HiddenTag>(
            """
            -- tags.hidden
            select t.id, t.title, t.aliases
            from editorial.tags t
            where not exists (select from delivery.tags d where d.id = t.id)
            """,
            null,
            cancellationToken
        );

    private static string Where(List<string> predicates) =>
        predicates.Count == 0 ? "" : "where " + string.Join(" and ", predicates);

    private sealed record HiddenTag
    {
        public required int Id { get; init; }
        public required string Title { get; init; }
        public required string[] Aliases { get; init; }

        public bool Has(Prefix prefix) =>
            Aliases
                .Prepend(Title)
                .SelectMany(FoldedText.Phrases)
                .Any(phrase => phrase.StartsWith(prefix.Folded, StringComparison.Ordinal));
    }

    private sealed record ListedPart
    {
        public required string SortTitle { get; init; }
        public required int Stories { get; init; }
        public required int Children { get; init; }
    }
}

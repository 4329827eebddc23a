using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Serialization;
using Dapper;
using NewsApi.Articles;
using NewsApi.Filtering;
using NewsApi.Http;
using NewsApi.Paging;
using NewsApi.Storage;
using Npgsql;

namespace NewsApi.Editorial;

/// <param name="State" example="draft,scheduled">Only stories in these states: words divided by commas.</param>
/// <param name="Section">Only stories filed under the section of this slug itself.</param>
/// <param name="DueFrom">Only stories that the clock is going to publish at this moment or later: an instant, a date, or relative such as <c>now+2d</c>.</param>
/// <param name="DueTo">Only stories that the clock is going to publish up to this moment; a date is included whole.</param>
/// <param name="Sort">The order.</param>
/// <param name="Limit" example="5">How many stories a page has; 0 for the total alone.</param>
/// <param name="Cursor">Continues where another page ended: the text from its <c>page.next</c> or <c>page.prev</c>.</param>
/// <param name="Page">The page's number, for people; <c>page</c> times <c>limit</c> may reach 10,000. Not together with <c>cursor</c>.</param>
public sealed record ListEditorialArticlesQuery(
    Parameter<StoryStates>? State = null,
    Parameter<SlugText>? Section = null,
    Parameter<Moment>? DueFrom = null,
    Parameter<Moment>? DueTo = null,
    [DefaultValue(EditorialSort.Modified)] Parameter<Choice<EditorialSort>>? Sort = null,
    [Range(0, PageRequest.MaxLimit), DefaultValue(PageRequest.DefaultLimit)] Parameter<WholeNumber>? Limit = null,
    Parameter<FreeText>? Cursor = null,
    [Range(1, PageRequest.NumberedWindow)] Parameter<WholeNumber>? Page = null
) : IPagedQuery
{
    public EditorialSort Order => Sort?.Value.Value ?? EditorialSort.Modified;

    public string NormalForm =>
        $"editorial?state={State?.Value}&section={Section?.Value}&due={DueFrom?.Value}/{DueTo?.Value}&sort={Order}";

    public PageRequest Position { get; set; } = PageRequest.First;
}

internal sealed class ListEditorialArticlesQueryValidator(Cursors cursors)
    : PagedQueryValidator<ListEditorialArticlesQuery>(cursors);

/// <summary>Order of a list of stories in every state.</summary>
[JsonConverter(typeof(WordConverter<EditorialSort>))]
public enum EditorialSort
{
    /// <summary>Those last worked on first.</summary>
    Modified,

    /// <summary>Only those that the clock is going to publish, the next first.</summary>
    Due,
}

/// <summary>States of stories, divided by commas.</summary>
public sealed record StoryStates(IReadOnlyList<string> Words) : IParameterValue<StoryStates>
{
    public static ParameterForm Form { get; } =
        new()
        {
            Pattern =
                $"^({string.Join('|', Choice<StoryState>.Words.Keys)})(,({string.Join('|', Choice<StoryState>.Words.Keys)}))*$",
            MaxLength = RequestLimits.MaxTargetLength,
        };

    public static bool TryRead(
        string text,
        [NotNullWhen(true)] out StoryStates? value,
        [NotNullWhen(false)] out string? fault
    )
    {
        var words = text.Split(',').Distinct(StringComparer.Ordinal).ToList();
        var unknown = words.Find(word => !Choice<StoryState>.Words.ContainsKey(word));
        fault = unknown is null
            ? null
            : $"There is no state '{unknown}'; there are {string.Join(", ", Choice<StoryState>.Words.Keys)}.{NearestName.Suggestion(unknown, Choice<StoryState>.Words.Keys)}";
        value = fault is null ? new([.. words.Order(StringComparer.Ordinal)]) : null;
        return value is not null;
    }

    public override string ToString() => string.Join(',', Words);
}

/// <summary>A story as it stands in a list of the newsroom's.</summary>
public sealed record EditorialSummary
{
    /// <summary>Never changes.</summary>
    public required Guid Id { get; init; }

    /// <summary>Where the story stands.</summary>
    public required StoryState State { get; init; }

    /// <summary>Readable name in addresses.</summary>
    public required string Slug { get; init; }

    /// <summary>What kind of story it is.</summary>
    public required ArticleType Type { get; init; }

    /// <summary>Language of the text (BCP 47).</summary>
    public required string Language { get; init; }

    /// <summary>The title; empty while it has none.</summary>
    public required string Headline { get; init; }

    /// <summary>Slug of the section.</summary>
    public required string Section { get; init; }

    /// <summary>The latest revision.</summary>
    [Range(1, int.MaxValue)]
    public required int Revision { get; init; }

    /// <summary>The revision that readers see, or saw before a withdrawal.</summary>
    [Range(1, int.MaxValue)]
    public int? PublishedRevision { get; init; }

    /// <summary>When the clock is going to publish it.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>When its latest major version was published.</summary>
    public DateTimeOffset? PublishedAt { get; init; }

    /// <summary>When it was last saved, or anything else was done with it.</summary>
    public required DateTimeOffset ModifiedAt { get; init; }

    /// <summary>Name of the key or command that saved the latest revision.</summary>
    public required string SavedBy { get; init; }
}

/// <summary>Reads pages of stories in every state.</summary>
internal static class EditorialArticleList
{
    public static async Task<(IReadOnlyList<Row> Rows, Total Total)> ReadAsync(
        NpgsqlTransaction transaction,
        ListEditorialArticlesQuery query,
        CancellationToken cancellationToken
    )
    {
        var now = DateTimeOffset.UtcNow;
        var page = query.Position;
        var key = query.Order == EditorialSort.Due ? "a.due_at" : "a.modified_at";
        var direction = (query.Order == EditorialSort.Due) == page.Backwards ? "desc" : "asc";
        var parameters = new DynamicParameters();
        List<string> predicates = [];
        void Where(string predicate, string name, object? value)
        {
            if (value is null)
                return;
            predicates.Add(predicate);
            parameters.Add(name, value);
        }
        if (query.Order == EditorialSort.Due)
            predicates.Add("a.due_at is not null");
        Where("a.state = any(@states)", "states", query.State?.Value?.Words.ToArray());
        Where(
            "a.section_id = (select section_id from editorial.section_slugs where slug = @section)",
            "section",
            query.Section?.Value?.Value
        );
        Where("a.due_at >= @dueFrom", "dueFrom", query.DueFrom?.Value?.Start(now));
        Where("a.due_at < @dueTo", "dueTo", query.DueTo?.Value?.EndExclusive(now));
        var counted = Conjunction(predicates);
        if (page.Cursor is { } cursor)
        {
            predicates.Add($"({key}, a.id) {(direction == "desc" ? "<" : ">")} (@key, @id)");
            parameters.Add("key", DateTimeOffset.Parse(cursor.Key, CultureInfo.InvariantCulture));
            parameters.Add("id", Guid.Parse(cursor.Id));
        }
        parameters.Add("take", page.Take);
        parameters.Add("skip", page.Skip);
        parameters.Add("countTo", Total.CountedUpTo + 1);
        var rows = await transaction.QueryAsync<Row>(
            $"""
            -- editorial.list
            select
              a.id, a.slug, a.state, a.revision, a.published_revision, a.due_at, a.published_at, a.modified_at,
              r.saved_by, r.content->>'type' as type, r.content->>'language' as language,
              coalesce(r.content->>'headline', '') as headline, s.slug as section
            from editorial.articles a
            join editorial.revisions r on r.article_id = a.id and r.number = a.revision
            join editorial.sections s on s.id = a.section_id
            {Conjunction(predicates)}
            order by {key} {direction}, a.id {direction}
            limit @take offset @skip
            """,
            parameters,
            cancellationToken
        );
        var total = await transaction.QuerySingleAsync<int>(
            $"""
            -- editorial.count
            select count(*)::int from (select from editorial.articles a {counted} limit @countTo) counted
            """,
            parameters,
            cancellationToken
        );
        return (rows, Total.FromLimitedCount(total));
    }

    public static (string Key, string Id) PlaceOf(Row row, EditorialSort sort) =>
        (
            (sort == EditorialSort.Due ? row.DueAt!.Value : row.ModifiedAt).ToString("O", CultureInfo.InvariantCulture),
            row.Id.ToString()
        );

    private static string Conjunction(List<string> predicates) =>
        predicates.Count == 0 ? "" : "where " + string.Join(" and ", predicates);

    public sealed record Row
    {
        public required Guid Id { get; init; }
        public required string Slug { get; init; }
        public required string State { get; init; }
        public required int Revision { get; init; }
        public int? PublishedRevision { get; init; }
        public DateTimeOffset? DueAt { get; init; }
        public DateTimeOffset? PublishedAt { get; init; }
        public required DateTimeOffset ModifiedAt { get; init; }
        public required string SavedBy { get; init; }
        public required string Type { get; init; }
        public required string Language { get; init; }
        public required string Headline { get; init; }
        public required string Section { get; init; }

        public EditorialSummary ToSummary() =>
            new()
            {
                Id = Id,
                State = Choice<StoryState>.Words[State],
                Slug = Slug,
                Type = Choice<ArticleType>.Words[Type],
                Language = Language,
                Headline = Headline,
                Section = Section,
                Revision = Revision,
                PublishedRevision = PublishedRevision,
                DueAt = DueAt,
                PublishedAt = PublishedAt,
                ModifiedAt = ModifiedAt,
                SavedBy = SavedBy,
            };
    }
}

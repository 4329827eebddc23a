using System.Globalization;
using Dapper;
using Microsoft.Extensions.Caching.Memory;
using NewsApi.Filtering;
using NewsApi.Following;
using NewsApi.Http;
using NewsApi.Search;
using NewsApi.Storage;

namespace NewsApi.Selection;

/// <summary>What the names in a filter stand for.</summary>
/// <param name="Id">Of the section or tag now: a former name leads to its present bearer.</param>
/// <param name="WithDescendants">Ids of it and of all below it.</param>
/// <param name="ArticleCount">How many stories bear it: what a query starts from is the rarest. Expired ones may be among them,
/// which makes no answer wrong.</param>
/// <param name="Name">What it is called now: a slug, or type and slug.</param>
public sealed record NamedList(int Id, int[] WithDescendants, int ArticleCount, string Name);

/// <summary>The meaning of every name in one filter.</summary>
/// <param name="ByName">Of sections and tags.</param>
/// <param name="Marks">Of types and languages: the term of each <see cref="Search.TermMark"/> that any story ever had.</param>
public sealed record ResolvedNames(
    IReadOnlyDictionary<string, NamedList> ByName,
    IReadOnlyDictionary<string, int> Marks
)
{
    /// <summary>No section and no tag has it.</summary>
    private const int NobodysId = 0;

    public static readonly ResolvedNames None = new(new Dictionary<string, NamedList>(), new Dictionary<string, int>());

    /// <summary>The meaning of the names of both.</summary>
    public ResolvedNames And(ResolvedNames other) =>
        ReferenceEquals(other, None) ? this
        : ReferenceEquals(this, None) ? other
        : new(Both(ByName, other.ByName), Both(Marks, other.Marks));

    /// <summary>With a meaning for names that have none: nothing bears them.</summary>
    public ResolvedNames WithUnknown(IEnumerable<string> names)
    {
        var all = ByName.ToDictionary(StringComparer.Ordinal);
        foreach (var name in names)
            all.TryAdd(name, new(NobodysId, [], 0, name));
        return this with { ByName = all };
    }

    /// <summary>What stays the same when a section or tag is called otherwise; a name that stands for none stays as it is.
    /// </summary>
    public string LastingName(string name) =>
        ByName.TryGetValue(name, out var list) ? list.Id.ToString(CultureInfo.InvariantCulture) : name;

    /// <summary>What a section or tag is called now; a name that stands for none stays as it is.</summary>
    public string PresentName(string name) => ByName.TryGetValue(name, out var list) ? list.Name : name;

    private static Dictionary<string, T> Both<T>(
        IReadOnlyDictionary<string, T> one,
        IReadOnlyDictionary<string, T> other
    )
    {
        var both = one.ToDictionary(StringComparer.Ordinal);
        foreach (var (name, meaning) in other)
            both.TryAdd(name, meaning);
        return both;
    }
}

/// <summary>Looks up the sections and tags that filters name. Ids are what queries go by: with them PostgreSQL plans by the
/// statistics of the very list asked for. What was found is remembered for a few seconds, so that a page normally costs one
/// statement, and forgotten with any change. Asked for anew each time is what was not found, so that a new name works at once,
/// and what lies below a tag, since any publication may have made known another tag there.</summary>
internal sealed class FilterNames(DeliveryDatabase database, ChangeFeed feed) : IDisposable
{
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(5);

    private Memory _memory = new(LatestChanges.Unknown, NothingFound());

    /// <param name="filter">The filter that names them.</param>
    /// <param name="readers">Who asks. A tag that no story has which they may read is not known to them.</param>
    /// <param name="fail">Told of each unknown name: the parameter and a sentence.</param>
    /// <param name="cancellationToken">Ends the wait for the database.</param>
    public async Task<ResolvedNames> ResolveAsync(
        ArticleFilter filter,
        Readership readers,
        Action<string, string> fail,
        CancellationToken cancellationToken
    )
    {
        var found = await FindAsync(filter, cancellationToken);
        if (!readers.IsEveryone)
            found = await HideAsync(found, readers, cancellationToken);
        await ReportUnknownAsync("section", filter.Section, IsSection, found, readers, fail, cancellationToken);
        await ReportUnknownAsync("tag", filter.Tag, IsTag, found, readers, fail, cancellationToken);
        return found;
    }

    /// <summary>The meaning of those names that have one.</summary>
    public async Task<ResolvedNames> FindAsync(ArticleFilter filter, CancellationToken cancellationToken)
    {
        // Whoever looks names up while they change remembers what they meant before, in a memory that nobody reads any more.
        var found = Found();
        var names = NamesIn(filter.Section, IsSection).Concat(NamesIn(filter.Tag, IsTag)).ToList();
        var known = new Dictionary<string, NamedList>(StringComparer.Ordinal);
        var withDescendants = (filter.Tag?.Names ?? []).Where(name => name.WithDescendants).Select(name => name.Name);
        foreach (var name in names.Except(withDescendants, StringComparer.Ordinal))
        {
            if (found.TryGetValue(name, out NamedList? list) && list is not null)
                known[name] = list;
        }
        if (known.Count < names.Count)
            await LookUpAsync([.. names.Where(name => !known.ContainsKey(name))], known, found, cancellationToken);
        return new ResolvedNames(known, await MarksAsync(filter, found, cancellationToken));
    }

    /// <summary>Without tags that no story has which these readers may read, nor one with a tag below.</summary>
    private async Task<ResolvedNames> HideAsync(
        ResolvedNames names,
        Readership readers,
        CancellationToken cancellationToken
    )
    {
        var tags = names
            .ByName.Where(name => IsTag(name.Key))
            .SelectMany(name => name.Value.WithDescendants.Select(id => (Name: name.Key, Id: id)))
            .ToList();
        if (tags.Count == 0)
            return names;
        var values = new StatementValues();
        var (asked, ids) = (
            values.Add(tags.Select(tag => tag.Name).ToArray()),
            values.Add(tags.Select(tag => tag.Id).ToArray())
        );
        var sql = $"""
            -- filter.in_view
            select distinct w.name
            from unnest({asked}, {ids}) w (name, id)
            where exists (
              select
              from delivery.article_tags k
              join delivery.article_index i on i.article_id = k.article_id
              where {string.Join(" and ", readers.Conditions(values).Prepend("k.tag_id = w.id"))}
            )
            """;
        await using var connection = await database.OpenAsync(cancellationToken);
        var inView = await connection.QueryAsync<string>(
            new(sql, values.Parameters, cancellationToken: cancellationToken)
        );
        var shown = inView.ToHashSet(StringComparer.Ordinal);
        return names with
        {
            ByName = names
                .ByName.Where(name => IsSection(name.Key) || shown.Contains(name.Key))
                .ToDictionary(StringComparer.Ordinal),
        };
    }

    public void Dispose() => _memory.Found.Dispose();

    /// <summary>What was found since anything changed last: it may have been sections or tags.</summary>
    private MemoryCache Found()
    {
        var (memory, latest) = (_memory, feed.Latest);
        if (memory.Of != latest)
            _memory = memory = new(latest, NothingFound());
        return memory.Found;
    }

    private static MemoryCache NothingFound() => new(new MemoryCacheOptions { SizeLimit = 20_000 });

    // Sections have no slash in their names and tags always have one, so both live under their names in one dictionary. A
    // name of the other kind is not looked up: its id would be taken for one of this kind.
    private static bool IsTag(string name) => name.Contains('/', StringComparison.Ordinal);

    private static bool IsSection(string name) => !IsTag(name);

    private static List<string> NamesIn(FilterExpression? filter, Func<string, bool> isOfKind) =>
        [.. (filter?.Names ?? []).Select(name => name.Name).Where(isOfKind).Distinct(StringComparer.Ordinal)];

    private async Task LookUpAsync(
        IReadOnlyList<string> names,
        Dictionary<string, NamedList> known,
        MemoryCache found,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            -- filter.names
            with recursive named as (
              select o.slug::text as name, o.section_id as id, 's' as kind
              from delivery.section_slugs o
              where o.slug = any(@sections)
              union all
              select g.type || '/' || g.slug, g.tag_id, 't'
              from unnest(@types, @slugs) as w (type, slug)
              join delivery.tag_slugs g on g.type = w.type and g.slug = w.slug
            ),
            below as (
              select n.name, n.kind, n.id from named n
              union all
              select b.name, b.kind, t.id from below b join delivery.tags t on t.parent_id = b.id where b.kind = 't'
            )
            select
              n.name,
              n.id,
              (select array_agg(b.id order by b.id) from below b where b.name = n.name) as with_descendants,
              coalesce(s.article_count, t.article_count) as article_count,
              coalesce(s.slug, t.type || '/' || t.slug) as present_name
            from named n
            left join delivery.sections s on n.kind = 's' and s.id = n.id
            left join delivery.tags t on n.kind = 't' and t.id = n.id
            """;
        var tags = names.Select(name => name.Split('/', 2)).Where(parts => parts.Length == 2).ToList();
        var parameters = new
        {
            sections = names.Where(name => !name.Contains('/', StringComparison.Ordinal)).ToArray(),
            types = tags.Select(parts => parts[0]).ToArray(),
            slugs = tags.Select(parts => parts[1]).ToArray(),
        };
        await using var connection = await database.OpenAsync(cancellationToken);
        var rows = await connection.QueryAsync<NameRow>(new(Sql, parameters, cancellationToken: cancellationToken));
        foreach (var row in rows)
            known[row.Name] = found.Set(
                row.Name,
                new NamedList(row.Id, row.WithDescendants, row.ArticleCount, row.PresentName),
                new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = Remembered, Size = 1 }
            );
    }

    private async Task<Dictionary<string, int>> MarksAsync(
        ArticleFilter filter,
        MemoryCache found,
        CancellationToken cancellationToken
    )
    {
        const string Sql = "-- filter.marks\nselect lexeme, id from delivery.terms where lexeme = any(@unknown)";
        var marks = (filter.Type?.Names ?? [])
            .Select(name => TermMark.OfType(name.Name))
            .Concat((filter.Language?.Names ?? []).Select(name => TermMark.OfLanguage(name.Name)))
            .Distinct(StringComparer.Ordinal)
            .ToList();
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var mark in marks)
        {
            if (found.TryGetValue(mark, out int term))
                known[mark] = term;
        }
        if (known.Count == marks.Count)
            return known;
        var unknown = marks.Where(mark => !known.ContainsKey(mark)).ToArray();
        await using var connection = await database.OpenAsync(cancellationToken);
        var rows = await connection.QueryAsync<(string Mark, int Term)>(
            new(Sql, new { unknown }, cancellationToken: cancellationToken)
        );
        foreach (var (mark, term) in rows)
            known[mark] = found.Set(
                mark,
                term,
                new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = Remembered, Size = 1 }
            );
        return known;
    }

    private async Task ReportUnknownAsync(
        string parameter,
        FilterExpression? filter,
        Func<string, bool> isOfKind,
        ResolvedNames known,
        Readership readers,
        Action<string, string> fail,
        CancellationToken cancellationToken
    )
    {
        var unknown = (filter?.Names ?? [])
            .Where(name => !isOfKind(name.Name) || !known.ByName.ContainsKey(name.Name))
            .ToList();
        if (unknown.Count == 0)
            return;
        // To whoever may not read everything, a likely name could be that of a tag that is not there for them.
        var candidates = readers.IsEveryone ? await CandidatesAsync(parameter, cancellationToken) : [];
        foreach (var name in unknown)
            fail(
                parameter,
                $"At offset {name.Offset}: there is no {parameter} '{name.Name}'.{NearestName.Suggestion(name.Name, candidates)}"
            );
    }

    private async Task<IReadOnlyList<string>> CandidatesAsync(string parameter, CancellationToken cancellationToken)
    {
        var sql =
            parameter == "section"
                ? "-- filter.candidates\nselect slug from delivery.sections limit 1000"
                : "-- filter.candidates\nselect type || '/' || slug from delivery.tags order by article_count desc, id desc limit 5000";
        await using var connection = await database.OpenAsync(cancellationToken);
        return [.. await connection.QueryAsync<string>(new(sql, cancellationToken: cancellationToken))];
    }

    /// <param name="Of">The end of the change log at which it was begun.</param>
    /// <param name="Found">Names and what they stand for.</param>
    private sealed record Memory(LatestChanges Of, MemoryCache Found);

    private sealed record NameRow
    {
        public required string Name { get; init; }
        public required int Id { get; init; }
        public required int[] WithDescendants { get; init; }
        public required int ArticleCount { get; init; }
        public required string PresentName { get; init; }
    }
}

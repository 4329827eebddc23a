using FluentValidation;
using NewsApi.Articles;
using NewsApi.Http;
using NewsApi.Storage;
using Npgsql;

namespace NewsApi.Editorial;

/// <summary>A draft on its way into the store.</summary>
/// <param name="Id">Of its story, which need not exist yet.</param>
/// <param name="Draft">As it came.</param>
/// <param name="GoesPublic">Whether readers are going to see it, now or by the clock: then it must have what they need.</param>
internal sealed record SubmittedDraft(Guid Id, ArticleDraft Draft, bool GoesPublic)
{
    /// <summary>Of this draft, where it has been made already.</summary>
    public ExaminedDraft? Examined { get; init; }
}

/// <summary>All that can be told of a draft from the draft alone.</summary>
/// <param name="Body">Without markup that stories may not hold.</param>
/// <param name="Faults">Under JSON pointers.</param>
/// <param name="Removed">What was taken out.</param>
internal sealed record ExaminedDraft(IReadOnlyList<Block> Body, Faults Faults, IReadOnlyList<RemovedMarkup> Removed);

/// <summary>Names and slugs that are taken for known though they are not stored: those that a rehearsal would have made.
/// </summary>
internal sealed class SupposedNames
{
    /// <summary>Slugs of sections and ids of tags.</summary>
    public HashSet<string> Names { get; } = new(StringComparer.Ordinal);

    /// <summary>Slugs of stories and whose they are.</summary>
    public Dictionary<string, Guid> Slugs { get; } = new(StringComparer.Ordinal);
}

/// <summary>What a review found.</summary>
/// <param name="Accepted">Null where there is a fault.</param>
/// <param name="Faults">Under JSON pointers into the draft.</param>
/// <param name="Removed">Markup that is not in it any more.</param>
internal sealed record DraftVerdict(ReviewedDraft? Accepted, Faults Faults, IReadOnlyList<RemovedMarkup> Removed);

/// <summary>Everything a draft must pass before it is stored, however it came: its form, its markup, the names in it, and its
/// slug. All faults of a draft are found at once.</summary>
internal sealed class DraftReview(IValidator<ArticleDraft> validator, Site site)
{
    /// <param name="transaction">In which the drafts are going to be stored: what is found stays true in it.</param>
    /// <param name="submitted">Any number, reviewed together; each has another story.</param>
    /// <param name="cancellationToken">Ends the wait for the database.</param>
    /// <param name="supposed">Counts as stored, too.</param>
    /// <returns>Verdicts in the same order.</returns>
    public async Task<IReadOnlyList<DraftVerdict>> ReviewAsync(
        NpgsqlTransaction transaction,
        IReadOnlyList<SubmittedDraft> submitted,
        CancellationToken cancellationToken,
        SupposedNames? supposed = null
    )
    {
        await StoryLocks.KeepVocabularyAsync(transaction, cancellationToken);
        var drafts = submitted.Select(draft => draft.Draft).ToList();
        var names = await DraftNames.LookUpAsync(transaction, drafts, supposed, cancellationToken);
        var slugs = await TakenSlugs.LookUpAsync(transaction, submitted, supposed, cancellationToken);
        return [.. submitted.Select(draft => Review(draft, names, slugs))];
    }

    /// <summary>The part of a review that needs no database, for whoever has time for it beforehand.</summary>
    public ExaminedDraft Examine(ArticleDraft draft)
    {
        var faults = new Faults();
        foreach (var failure in validator.Validate(draft).Errors)
            faults.Add(failure.PropertyName, failure.ErrorMessage);
        // What is refused is not taken apart: it may be of any size.
        if (faults.Count > 0)
            return new(draft.Body, faults, []);
        var (clean, removed) = HtmlPolicy.Apply(draft.WithStoredUrls(site));
        // What is saved must be good enough to be sent again: taking markup out may leave nothing, and escaping lengthens.
        BlockRules.Check(clean.Body, faults.Add);
        return new(clean.Body, faults, removed);
    }

    private DraftVerdict Review(SubmittedDraft submitted, DraftNames names, TakenSlugs slugs)
    {
        var examined = submitted.Examined ?? Examine(submitted.Draft);
        var faults = new Faults();
        faults.AddAll(examined.Faults);
        names.Check(submitted.Draft, faults);
        if (submitted.GoesPublic && submitted.Draft.Headline.Length == 0)
            faults.Add("/headline", "A story needs a headline to go public.");
        var slug = slugs.Choose(submitted, faults);
        var draft = submitted.Draft.WithStoredUrls(site) with
        {
            Slug = slug,
            Body = examined.Body,
            // None and an empty list say the same, and what is stored must not differ for it.
            Corrections = submitted.Draft.Corrections is { Count: > 0 } corrections ? corrections : null,
        };
        return new(faults.Count == 0 ? new(submitted.Id, draft) : null, faults, examined.Removed);
    }
}

/// <summary>The sections and tags that drafts name.</summary>
internal sealed class DraftNames
{
    private readonly HashSet<string> _known;
    private readonly IReadOnlyList<string> _candidates;

    private DraftNames(HashSet<string> known, IReadOnlyList<string> candidates) =>
        (_known, _candidates) = (known, candidates);

    public static async Task<DraftNames> LookUpAsync(
        NpgsqlTransaction transaction,
        IReadOnlyList<ArticleDraft> drafts,
        SupposedNames? supposed,
        CancellationToken cancellationToken
    )
    {
        const string Known = """
            -- review.names
            select slug::text from editorial.section_slugs where slug = any(@sections)
            union all
            select g.type || '/' || g.slug
            from unnest(@types, @slugs) as w (type, slug)
            join editorial.tag_slugs g on g.type = w.type and g.slug = w.slug
            """;
        const string Candidates = """
            -- review.candidates
            (select slug::text from editorial.sections limit 1000)
            union all
            (select type || '/' || slug from editorial.tags order by id desc limit 5000)
            """;
        var sections = drafts.Select(draft => draft.Section).Distinct(StringComparer.Ordinal).ToArray();
        var tags = drafts.SelectMany(draft => draft.Tags).Distinct(StringComparer.Ordinal).ToList();
        var names = tags.Select(tag => tag.Split('/', 2)).Where(parts => parts.Length == 2).ToList();
        var parameters = new
        {
            sections,
            types = names.Select(parts => parts[0]).ToArray(),
            slugs = names.Select(parts => parts[1]).ToArray(),
        };
        var known = (await transaction.QueryAsync<string>(Known, parameters, cancellationToken)).ToHashSet(
            StringComparer.Ordinal
        );
        known.UnionWith(supposed?.Names ?? []);
        var isComplete = sections.All(known.Contains) && tags.TrueForAll(known.Contains);
        return new(known, isComplete ? [] : await transaction.QueryAsync<string>(Candidates, null, cancellationToken));
    }

    public void Check(ArticleDraft draft, Faults faults)
    {
        if (Slugs.IsWellFormed(draft.Section) && !_known.Contains(draft.Section))
            faults.Add("/section", $"There is no section '{draft.Section}'.{Suggestion(draft.Section)}");
        for (var i = 0; i < draft.Tags.Count; i++)
        {
            if (!_known.Contains(draft.Tags[i]) && draft.Tags[i].Contains('/', StringComparison.Ordinal))
                faults.Add($"/tags/{i}", $"There is no tag '{draft.Tags[i]}'.{Suggestion(draft.Tags[i])}");
        }
    }

    private string Suggestion(string name)
    {
        var isTag = name.Contains('/', StringComparison.Ordinal);
        return NearestName.Suggestion(
            name,
            _candidates.Where(candidate => candidate.Contains('/', StringComparison.Ordinal) == isTag)
        );
    }
}

/// <summary>Which of the slugs that drafts have or might get belong to other stories.</summary>
internal sealed class TakenSlugs
{
    private readonly Dictionary<string, Guid> _owners;

    private TakenSlugs(Dictionary<string, Guid> owners) => _owners = owners;

    public static async Task<TakenSlugs> LookUpAsync(
        NpgsqlTransaction transaction,
        IReadOnlyList<SubmittedDraft> submitted,
        SupposedNames? supposed,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            -- review.slugs
            select slug::text, article_id from editorial.article_slugs where slug = any(@slugs)
            """;
        var slugs = submitted.SelectMany(Wanted).Distinct(StringComparer.Ordinal).ToArray();
        var rows = await transaction.QueryAsync<(string Slug, Guid Id)>(Sql, new { slugs }, cancellationToken);
        var owners = rows.ToDictionary(row => row.Slug, row => row.Id, StringComparer.Ordinal);
        foreach (var slug in slugs.Where(slug => supposed?.Slugs.ContainsKey(slug) ?? false))
            owners.TryAdd(slug, supposed!.Slugs[slug]);
        return new(owners);
    }

    /// <summary>The slug that the draft has, or the best that is free; it is taken from then on.</summary>
    public string? Choose(SubmittedDraft submitted, Faults faults)
    {
        var chosen = Wanted(submitted)
            .FirstOrDefault(slug => _owners.GetValueOrDefault(slug, submitted.Id) == submitted.Id);
        if (chosen is not null)
            _owners[chosen] = submitted.Id;
        else
            faults.Add("/slug", $"The slug '{submitted.Draft.Slug}' belongs to another story, or did.");
        return chosen;
    }

    private static IEnumerable<string> Wanted(SubmittedDraft submitted) =>
        submitted.Draft.Slug is { } slug ? [slug] : SlugMaker.Candidates(submitted.Draft.Headline, submitted.Id);
}

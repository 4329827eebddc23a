using NewsApi.Editorial;
using NewsApi.Http;
using NewsApi.Tags;
using Npgsql;

namespace NewsApi.Importing;

/// <summary>Makes the sections and tags of an import, each unless it is there: what editors have made of them here stays.
/// </summary>
/// <remarks>Nobody can rely on a name that is not there, so making one needs no more than the lock by which those that are
/// there are kept.</remarks>
internal sealed class VocabularyIntake(TimeProvider time)
{
    /// <summary>Of a section or tag below others.</summary>
    private const int MaxDepth = 7;

    public static async Task<ImportResult> AddAsync(
        NpgsqlTransaction transaction,
        SectionLine line,
        Rehearsal? rehearsal,
        CancellationToken cancellationToken
    )
    {
        var section = line.Section;
        var known = await VocabularyNames.FindAsync(
            transaction,
            [section.Slug, section.Parent, .. section.FormerSlugs],
            rehearsal,
            cancellationToken
        );
        var result = new ImportResult
        {
            Line = line.Number,
            Status = ImportStatus.Unchanged,
            Kind = LineKinds.Section,
            Slug = section.Slug,
        };
        if (known.Contains(section.Slug))
            return result;
        var faults = new Faults();
        var depth = CheckParent(section.Parent, known, faults);
        CheckFormer("/formerSlugs", section.FormerSlugs, section.Slug, known, faults);
        if (faults.Count > 0)
            return result with { Status = ImportStatus.Failed, Errors = faults.ToDictionary() };
        rehearsal?.AddNames([section.Slug, .. section.FormerSlugs], depth);
        if (rehearsal is null)
        {
            await StoreAsync(transaction, section, cancellationToken);
            await VocabularyNames.AddFormerSlugsAsync(
                transaction,
                section.Slug,
                section.FormerSlugs,
                cancellationToken
            );
        }
        return result with { Status = ImportStatus.Created };
    }

    public async Task<ImportResult> AddAsync(
        NpgsqlTransaction transaction,
        TagLine line,
        Rehearsal? rehearsal,
        CancellationToken cancellationToken
    )
    {
        var tag = line.Tag;
        var known = await VocabularyNames.FindAsync(
            transaction,
            [tag.Id, tag.Parent, .. tag.FormerIds],
            rehearsal,
            cancellationToken
        );
        var result = new ImportResult
        {
            Line = line.Number,
            Status = ImportStatus.Unchanged,
            Kind = LineKinds.Tag,
            Slug = tag.Id,
        };
        if (known.Contains(tag.Id))
            return result;
        var faults = new Faults();
        var depth = CheckParent(tag.Parent, known, faults);
        CheckFormer("/formerIds", tag.FormerIds, tag.Id, known, faults);
        if (faults.Count > 0)
            return result with { Status = ImportStatus.Failed, Errors = faults.ToDictionary() };
        rehearsal?.AddNames([tag.Id, .. tag.FormerIds], depth);
        if (rehearsal is null)
            await StoreAsync(transaction, tag, cancellationToken);
        return result with { Status = ImportStatus.Created };
    }

    /// <summary>Makes the sections and tags that deliveries name and nobody knows.</summary>
    public async Task MakeMissingAsync(
        NpgsqlTransaction transaction,
        IReadOnlyList<Delivery> deliveries,
        Rehearsal? rehearsal,
        CancellationToken cancellationToken
    )
    {
        var titles = new SortedDictionary<string, MissingName>(StringComparer.Ordinal);
        foreach (var delivery in deliveries)
        {
            foreach (var draft in new[] { delivery.Text.Draft, delivery.Pending?.Draft }.OfType<ArticleDraft>())
            {
                foreach (var name in draft.Tags.Where(VocabularyRules.IsTag).Prepend(draft.Section))
                {
                    if (Slugs.IsWellFormed(name) || name.Contains('/', StringComparison.Ordinal))
                        titles.TryAdd(
                            name,
                            delivery.Titles.GetValueOrDefault(name) ?? MissingName.Of(name.Split('/')[^1])
                        );
                }
            }
        }
        var known = await VocabularyNames.FindAsync(transaction, titles.Keys, rehearsal, cancellationToken);
        foreach (var (name, made) in titles.Where(title => !known.Contains(title.Key)))
        {
            rehearsal?.AddNames([name], depth: 0);
            if (rehearsal is not null)
                continue;
            if (name.Contains('/', StringComparison.Ordinal))
                await StoreAsync(
                    transaction,
                    new ImportedTag
                    {
                        Kind = LineKinds.Tag,
                        Id = name,
                        Title = made.Title,
                        ExternalIds = made.ExternalIds,
                    },
                    cancellationToken
                );
            else
                await StoreAsync(
                    transaction,
                    new ImportedSection
                    {
                        Kind = LineKinds.Section,
                        Slug = name,
                        Title = made.Title,
                    },
                    cancellationToken
                );
        }
    }

    private async Task StoreAsync(NpgsqlTransaction transaction, ImportedTag tag, CancellationToken cancellationToken)
    {
        var (name, parent) = (Named(tag.Id), (PlacedTag?)null);
        if (tag.Parent is not null)
            parent = await PlacedTag.FindAsync(transaction, Named(tag.Parent), cancellationToken);
        var draft = new TagDraft
        {
            Type = name.Type,
            Slug = name.Slug,
            Title = tag.Title,
            Description = tag.Description,
            Aliases = tag.Aliases,
            ExternalIds = tag.ExternalIds,
            Parent = tag.Parent,
        };
        await TagStore.AddAsync(transaction, new(name, draft, parent), cancellationToken);
        await VocabularyNames.AddFormerIdsAsync(transaction, tag.Id, tag.FormerIds, cancellationToken);
        if (!tag.Public)
            return;
        var id = await VocabularyNames.IdOfTagAsync(transaction, tag.Id, cancellationToken);
        await PublicTags.ReleaseAsync(transaction, [id], time.GetUtcNow(), cancellationToken);
    }

    private static async Task StoreAsync(
        NpgsqlTransaction transaction,
        ImportedSection section,
        CancellationToken cancellationToken
    )
    {
        var parent = section.Parent is null
            ? null
            : (await EditorialSectionTree.ReadAsync(transaction, cancellationToken)).Get(section.Parent);
        var id = await SectionStore.AddAsync(
            transaction,
            new(section.Slug, section.Title, section.Description, section.Position, parent),
            cancellationToken
        );
        await PublicSections.ShowAsync(transaction, id, cancellationToken);
    }

    private static TagId Named(string id) => new(Choice<TagType>.Words[id.Split('/')[0]], id.Split('/')[1]);

    private static int CheckParent(string? parent, VocabularyNames known, Faults faults)
    {
        if (parent is null)
            return 0;
        if (!known.Contains(parent))
            faults.Add("/parent", $"There is no '{parent}' yet. It must come before what is below it.");
        else if (known.DepthOf(parent) >= MaxDepth)
            faults.Add("/parent", $"Stands as far down as anything may: {MaxDepth} steps below the top.");
        return known.DepthOf(parent) + 1;
    }

    private static void CheckFormer(
        string pointer,
        IReadOnlyList<string> former,
        string own,
        VocabularyNames known,
        Faults faults
    )
    {
        for (var i = 0; i < former.Count; i++)
        {
            if (known.Contains(former[i]) || former[i] == own || former.Take(i).Contains(former[i]))
                faults.Add($"{pointer}/{i}", "Is taken.");
        }
    }
}

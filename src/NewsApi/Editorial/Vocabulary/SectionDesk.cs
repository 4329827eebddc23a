using NewsApi.Http;
using Npgsql;

namespace NewsApi.Editorial;

/// <summary>What an editor does with the sections. Whatever changes in public changes in the same transaction.</summary>
internal sealed class SectionDesk(VocabularyPublication publication)
{
    /// <summary>Locks the sections for a change: nobody else changes them, or relies on them, until the transaction ends.
    /// </summary>
    public static async Task<EditorialSectionTree> LockAsync(
        NpgsqlTransaction transaction,
        CancellationToken cancellationToken
    )
    {
        await StoryLocks.ChangeVocabularyAsync(transaction, cancellationToken);
        return await EditorialSectionTree.ReadAsync(transaction, cancellationToken);
    }

    /// <returns>Slug of the new section.</returns>
    /// <exception cref="RefusedException">With all faults of the draft.</exception>
    public async Task<string> CreateAsync(
        NpgsqlTransaction transaction,
        SectionDraft draft,
        CancellationToken cancellationToken
    )
    {
        var tree = await LockAsync(transaction, cancellationToken);
        var section = new SectionReview(tree).Review(draft, present: null);
        var id = await SectionStore.AddAsync(transaction, section, cancellationToken);
        await PublicSections.ShowAsync(transaction, id, cancellationToken);
        await publication.FinishAsync(transaction, [], cancellationToken);
        return section.Slug;
    }

    /// <returns>Its slug from now on.</returns>
    /// <exception cref="RefusedException">With all faults of the section as it would be.</exception>
    public async Task<string> ChangeAsync(
        NpgsqlTransaction transaction,
        EditorialSectionTree tree,
        EditorialSectionRow present,
        MergePatch<SectionDraft> patch,
        CancellationToken cancellationToken
    )
    {
        var section = new SectionReview(tree).Review(patch.ApplyTo(tree.DraftOf(present)), present);
        var isMoved = section.Parent?.Id != present.ParentId;
        var isRenamed = section.Slug != present.Slug || section.Title != present.Title;
        if (
            !isMoved
            && !isRenamed
            && section.Description == present.Description
            && section.Position == present.Position
        )
            return section.Slug;
        await SectionStore.ChangeAsync(transaction, present.Id, section, cancellationToken);
        await PublicSections.ShowAsync(transaction, present.Id, cancellationToken);
        Guid[] stories =
            isMoved || isRenamed
                ? await PublicSections.StoriesAsync(transaction, present.Id, below: isMoved, cancellationToken)
                : [];
        await publication.FinishAsync(transaction, stories, cancellationToken);
        return section.Slug;
    }

    /// <returns>Slug of the section that stays.</returns>
    /// <exception cref="RefusedException">It can't be merged into that one.</exception>
    public async Task<string> MergeAsync(
        NpgsqlTransaction transaction,
        EditorialSectionTree tree,
        EditorialSectionRow merged,
        SectionMergeRequest request,
        CancellationToken cancellationToken
    )
    {
        var into = new SectionReview(tree).ReviewMerge(request, merged);
        var stories = await PublicSections.StoriesAsync(transaction, merged.Id, below: true, cancellationToken);
        await SectionStore.MergeAsync(transaction, merged, into, cancellationToken);
        await PublicSections.MergeAsync(transaction, merged.Id, into.Id, cancellationToken);
        await publication.FinishAsync(transaction, stories, cancellationToken);
        await PublicSections.RemoveAsync(transaction, merged.Id, cancellationToken);
        return into.Slug;
    }

    /// <exception cref="RefusedException">It is used, or readers have known it with stories in it.</exception>
    public async Task DeleteAsync(
        NpgsqlTransaction transaction,
        EditorialSectionTree tree,
        EditorialSectionRow section,
        CancellationToken cancellationToken
    )
    {
        var stories = await SectionStore.CountStoriesAsync(transaction, cancellationToken);
        VocabularyUse.Refuse(new(stories.GetValueOrDefault(section.Id), tree.ChildrenOf(section).Count()));
        if (await PublicSections.WasUsedAsync(transaction, section.Id, cancellationToken))
            throw VocabularyUse.KnownToReaders;
        await PublicSections.RemoveAsync(transaction, section.Id, cancellationToken);
        await SectionStore.DeleteAsync(transaction, section.Id, cancellationToken);
        await publication.FinishAsync(transaction, [], cancellationToken);
    }
}

using NewsApi.Http;
using Npgsql;

namespace NewsApi.Editorial;

/// <summary>What an editor does with the tags. Whatever changes in public changes in the same transaction; a tag that readers
/// do not know changes nothing there.</summary>
internal sealed class TagDesk(VocabularyPublication publication)
{
    /// <summary>Locks the tag of a request that changes it, if the request means the state in which it is: nobody else changes
    /// tags, or relies on them, until the transaction ends.</summary>
    /// <exception cref="RefusedException">There is no such tag, or it has changed since.</exception>
    public static async Task<EditorialTagRow> LockAsync(
        NpgsqlTransaction transaction,
        string type,
        string slug,
        HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        await StoryLocks.ChangeVocabularyAsync(transaction, cancellationToken);
        var tag = await EditorialTagRow.GetAsync(transaction, type, slug, cancellationToken);
        Preconditions.Check(request, tag.ETag);
        return tag;
    }

    /// <summary>Adds a tag. It stays unseen until a story that bears it is published.</summary>
    /// <returns>Its name.</returns>
    /// <exception cref="RefusedException">With all faults of the draft.</exception>
    public static async Task<TagId> CreateAsync(
        NpgsqlTransaction transaction,
        TagDraft draft,
        CancellationToken cancellationToken
    )
    {
        await StoryLocks.ChangeVocabularyAsync(transaction, cancellationToken);
        var tag = await new TagReview(transaction).ReviewAsync(draft, present: null, cancellationToken);
        await TagStore.AddAsync(transaction, tag, cancellationToken);
        return tag.Name;
    }

    /// <returns>Its name from now on.</returns>
    /// <exception cref="RefusedException">With all faults of the tag as it would be.</exception>
    public async Task<TagId> ChangeAsync(
        NpgsqlTransaction transaction,
        EditorialTagRow present,
        MergePatch<TagDraft> patch,
        CancellationToken cancellationToken
    )
    {
        var draft = present.Draft;
        var tag = await new TagReview(transaction).ReviewAsync(patch.ApplyTo(draft), present, cancellationToken);
        var isMoved = tag.Parent?.Id != present.ParentId;
        var isRenamed = tag.Name.Slug != present.Slug || tag.Draft.Title != present.Title;
        var isDescribedAnew =
            tag.Draft.Description != present.Description
            || tag.Draft.ExternalIds != draft.ExternalIds
            || !tag.Draft.Aliases.SequenceEqual(present.Aliases, StringComparer.Ordinal);
        if (!isMoved && !isRenamed && !isDescribedAnew)
            return tag.Name;
        await TagStore.ChangeAsync(transaction, present.Id, tag, cancellationToken);
        if (!present.IsPublic)
            return tag.Name;
        await PublicTags.ShowAsync(transaction, present.Id, cancellationToken);
        Guid[] stories =
            isMoved || isRenamed
                ? await PublicTags.StoriesAsync(transaction, present.Id, below: isMoved, cancellationToken)
                : [];
        await publication.FinishAsync(transaction, stories, cancellationToken);
        return tag.Name;
    }

    /// <summary>Makes two tags one. It is public if readers knew either. Of one that they did not know, they learn nothing by its
    /// being merged into one that they know.</summary>
    /// <returns>Name of the tag that stays.</returns>
    /// <exception cref="RefusedException">It can't be merged into that one.</exception>
    public async Task<TagId> MergeAsync(
        NpgsqlTransaction transaction,
        EditorialTagRow merged,
        TagMergeRequest request,
        CancellationToken cancellationToken
    )
    {
        var (into, aliases) = await new TagReview(transaction).ReviewMergeAsync(request, merged, cancellationToken);
        var stories = await PublicTags.StoriesAsync(transaction, merged.Id, below: true, cancellationToken);
        await TagStore.MergeAsync(
            transaction,
            merged.Id,
            into,
            aliases,
            isHidden: !merged.IsPublic && into.IsPublic,
            cancellationToken
        );
        if (merged.IsPublic)
        {
            await PublicTags.MergeAsync(transaction, merged, into.Id, cancellationToken);
            await publication.FinishAsync(transaction, stories, cancellationToken);
            await PublicTags.RemoveAsync(transaction, merged.Id, cancellationToken);
        }
        return new(Choice<Tags.TagType>.Words[merged.Type], into.Slug);
    }

    /// <exception cref="RefusedException">It is used, or readers know it.</exception>
    public static async Task DeleteAsync(
        NpgsqlTransaction transaction,
        EditorialTagRow tag,
        CancellationToken cancellationToken
    )
    {
        VocabularyUse.Refuse(await TagStore.UsageAsync(transaction, tag.Id, cancellationToken));
        if (tag.IsPublic)
            throw VocabularyUse.KnownToReaders;
        await TagStore.DeleteAsync(transaction, tag.Id, cancellationToken);
    }
}

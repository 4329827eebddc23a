using NewsApi.Http;

namespace NewsApi.Editorial;

/// <summary>A section that has passed its review, ready to be stored.</summary>
/// <param name="Slug">Its own, or nobody's yet.</param>
/// <param name="Title">One line.</param>
/// <param name="Description">One line.</param>
/// <param name="Position">Among its siblings.</param>
/// <param name="Parent">Under which it fits with all below it.</param>
internal sealed record ReviewedSection(
    string Slug,
    string Title,
    string? Description,
    int Position,
    EditorialSectionRow? Parent
)
{
    /// <summary>Levels below the top.</summary>
    public int Depth => Parent is null ? 0 : Parent.Depth + 1;
}

/// <summary>Holds drafts of sections against the tree in which they are to stand. All faults of one are found at once.</summary>
internal sealed class SectionReview(EditorialSectionTree tree)
{
    private static readonly SectionDraftValidator Validator = new();

    private readonly Faults _faults = new();

    /// <param name="draft">As it came.</param>
    /// <param name="present">The section that it changes; null for a new one.</param>
    /// <exception cref="RefusedException">With all faults, under JSON pointers into the draft.</exception>
    public ReviewedSection Review(SectionDraft draft, EditorialSectionRow? present)
    {
        Validator.Check(draft, _faults);
        var slug = draft.Slug ?? present?.Slug ?? SlugMaker.From(draft.Title);
        var parent = draft.Parent is null ? null : Find("/parent", draft.Parent);
        CheckSlug(draft, slug, present);
        if (parent is not null)
            CheckPlace(parent, present);
        return _faults.Count > 0
            ? throw RefusedException.Invalid(_faults)
            : new(slug, draft.Title, draft.Description, draft.Position ?? PositionBelow(parent, present), parent);
    }

    /// <param name="request">As it came.</param>
    /// <param name="merged">The section that is to go.</param>
    /// <returns>The section that stays.</returns>
    /// <exception cref="RefusedException">With the fault, under a JSON pointer into the request.</exception>
    public EditorialSectionRow ReviewMerge(SectionMergeRequest request, EditorialSectionRow merged)
    {
        if (!Slugs.IsWellFormed(request.Into))
            _faults.Add("/into", "Must be the slug of a section.");
        if (Find("/into", request.Into) is { } into)
        {
            if (tree.IsWithin(into, merged))
                _faults.Add("/into", "Must not be the section itself, or one below it.");
            else if (into.Depth + tree.HeightOf(merged) > VocabularyDraft.MaxDepth)
                _faults.Add("/into", TooDeep);
            if (_faults.Count == 0)
                return into;
        }
        throw RefusedException.Invalid(_faults);
    }

    private EditorialSectionRow? Find(string pointer, string slug)
    {
        if (tree.Find(slug) is { } section)
            return section;
        if (Slugs.IsWellFormed(slug))
            _faults.Add(pointer, $"There is no section '{slug}'.{NearestName.Suggestion(slug, tree.Slugs)}");
        return null;
    }

    private void CheckSlug(SectionDraft draft, string slug, EditorialSectionRow? present)
    {
        if (slug.Length == 0)
        {
            if (OneLine.Is(draft.Title, OneLine.MaxLength))
                _faults.Add("/slug", "Is needed: the title has no letters to make one from.");
        }
        else if (tree.Find(slug) is { } owner && owner.Id != present?.Id)
            _faults.Add(
                "/slug",
                draft.Slug is null
                    ? $"Is needed: '{slug}', made from the title, leads to the section '{owner.Slug}'."
                    : $"'{slug}' leads to the section '{owner.Slug}'."
            );
    }

    private void CheckPlace(EditorialSectionRow parent, EditorialSectionRow? present)
    {
        if (present is not null && tree.IsWithin(parent, present))
            _faults.Add("/parent", "Must not be the section itself, or one below it.");
        else if (parent.Depth + 1 + (present is null ? 0 : tree.HeightOf(present)) > VocabularyDraft.MaxDepth)
            _faults.Add("/parent", TooDeep);
    }

    private static string TooDeep =>
        $"Too deep: no section may come to lie more than {VocabularyDraft.MaxDepth} levels below the top.";

    /// <summary>Where a section stands if nothing is said of it: where it is, or last where it is new.</summary>
    private int PositionBelow(EditorialSectionRow? parent, EditorialSectionRow? present)
    {
        if (present is not null && present.ParentId == parent?.Id)
            return present.Position;
        var last = tree.ChildrenOf(parent).Max(sibling => (int?)sibling.Position);
        return Math.Min((last ?? -1) + 1, SectionDraft.MaxPosition);
    }
}

namespace NewsApi.Tests.Vocabulary;

/// <summary>A section or tag of the <see cref="ModelNewsroom"/>.</summary>
internal sealed class ModelTerm
{
    /// <summary>Counts creations.</summary>
    public required int Number { get; init; }

    public required string Slug { get; set; }
    public required string Title { get; set; }
    public ModelTerm? Parent { get; set; }
    public HashSet<string> FormerSlugs { get; } = new(StringComparer.Ordinal);

    /// <summary>Of a tag: names that only editors know.</summary>
    public HashSet<string> HiddenSlugs { get; } = new(StringComparer.Ordinal);

    /// <summary>Among its siblings, of a section.</summary>
    public int Position { get; set; }

    /// <summary>Of a tag.</summary>
    public List<string> Aliases { get; set; } = [];

    /// <summary>Whether readers know it, of a tag; whether they ever saw a story in it, of a section.</summary>
    public bool IsKnown { get; set; }

    /// <summary>Itself and all above it.</summary>
    public IEnumerable<ModelTerm> Path
    {
        get
        {
            for (var at = this; at is not null; at = at.Parent)
                yield return at;
        }
    }

    public bool IsWithin(ModelTerm other) => Path.Contains(other);

    public void Rename(string slug)
    {
        if (slug == Slug)
            return;
        FormerSlugs.Add(Slug);
        FormerSlugs.Remove(slug);
        HiddenSlugs.Remove(slug);
        Slug = slug;
    }

    public override string ToString() => Slug;
}

/// <summary>A story of the <see cref="ModelNewsroom"/>.</summary>
internal sealed class ModelStory
{
    public required Guid Id { get; init; }
    public required string Slug { get; init; }

    /// <summary>As it was saved last.</summary>
    public required ModelTerm Section { get; set; }

    /// <inheritdoc cref="Section"/>
    public required List<ModelTerm> Tags { get; set; }

    /// <summary>As it was published last.</summary>
    public ModelTerm? PublicSection { get; set; }

    /// <inheritdoc cref="PublicSection"/>
    public List<ModelTerm> PublicTags { get; set; } = [];

    public DateTimeOffset PublishedAt { get; set; }
    public bool IsPublic { get; set; }
    public bool IsWithdrawn { get; set; }

    /// <summary>Whether the right to show it has ended. It may stand in the database's lists still.</summary>
    public bool IsExpired { get; set; }

    public bool IsVisible => IsPublic && !IsExpired;

    public void Replace(ModelTerm merged, ModelTerm into)
    {
        Section = Section == merged ? into : Section;
        PublicSection = PublicSection == merged ? into : PublicSection;
        Tags = [.. Tags.Select(tag => tag == merged ? into : tag).Distinct()];
        PublicTags = [.. PublicTags.Select(tag => tag == merged ? into : tag).Distinct()];
    }
}

/// <summary>What a newsroom's sections, tags and stories are, kept in memory in the plainest way.</summary>
internal sealed class ModelNewsroom
{
    private int _created;

    public List<ModelTerm> Sections { get; } = [];
    public List<ModelTerm> Tags { get; } = [];
    public List<ModelStory> Stories { get; } = [];

    public IEnumerable<ModelStory> Visible => Stories.Where(story => story.IsVisible);

    public ModelTerm AddSection(string slug, string title, ModelTerm? parent)
    {
        var section = New(slug, title, parent);
        section.Position = LastBelow(parent);
        Sections.Add(section);
        return section;
    }

    public ModelTerm AddTag(string slug, string title, ModelTerm? parent)
    {
        var tag = New(slug, title, parent);
        Tags.Add(tag);
        return tag;
    }

    public void MoveSection(ModelTerm section, ModelTerm? parent)
    {
        if (section.Parent == parent)
            return;
        section.Position = LastBelow(parent);
        section.Parent = parent;
        Remember();
    }

    public static void MoveTag(ModelTerm tag, ModelTerm? parent)
    {
        tag.Parent = parent;
        if (tag.IsKnown)
            MakeKnown(tag);
    }

    public void Merge(List<ModelTerm> terms, ModelTerm merged, ModelTerm into)
    {
        foreach (var child in terms.Where(term => term.Parent == merged))
            child.Parent = into;
        foreach (var story in Stories)
            story.Replace(merged, into);
        into.HiddenSlugs.UnionWith(merged.HiddenSlugs);
        if (terms != Sections && !merged.IsKnown && into.IsKnown)
        {
            into.HiddenSlugs.UnionWith(merged.FormerSlugs.Append(merged.Slug));
            terms.Remove(merged);
            return;
        }
        into.FormerSlugs.UnionWith(merged.FormerSlugs.Append(merged.Slug));
        into.Aliases =
        [
            .. into
                .Aliases.Append(merged.Title)
                .Concat(merged.Aliases)
                .Distinct(StringComparer.OrdinalIgnoreCase)
                .Where(alias => alias != into.Title),
        ];
        terms.Remove(merged);
        if (terms == Sections)
            into.IsKnown |= merged.IsKnown;
        else if (merged.IsKnown)
            MakeKnown(into);
        Remember();
    }

    /// <summary>Makes the story public as it was saved last.</summary>
    public static void Publish(ModelStory story, DateTimeOffset publishedAt, bool isExpired = false)
    {
        (story.PublicSection, story.PublicTags) = (story.Section, [.. story.Tags]);
        (story.IsPublic, story.IsExpired, story.PublishedAt) = (true, isExpired, publishedAt);
        foreach (var tag in story.Tags)
            MakeKnown(tag);
        foreach (var section in story.Section.Path)
            section.IsKnown = true;
    }

    /// <summary>Whether a term, and what lies below it, may come to lie so many levels below another.</summary>
    public static bool Fits(List<ModelTerm> terms, ModelTerm term, ModelTerm other, int below) =>
        !other.IsWithin(term)
        && other.Path.Count()
            - 1
            + below
            + terms.Where(each => each.IsWithin(term)).Max(each => each.Path.Count() - term.Path.Count())
            <= 7;

    public int StoriesWith(ModelTerm term) =>
        Stories.Count(story => story.Section == term || story.Tags.Contains(term));

    /// <summary>Public stories in the section or one below it, the newest first.</summary>
    public IReadOnlyList<ModelStory> In(ModelTerm section) => Newest(story => story.PublicSection!.IsWithin(section));

    /// <summary>Public stories that bear the tag, or also those that bear one below it, the newest first.</summary>
    public IReadOnlyList<ModelStory> Under(ModelTerm tag, bool below = false) =>
        Newest(story => story.PublicTags.Exists(each => below ? each.IsWithin(tag) : each == tag));

    /// <summary>Each section followed by those below it.</summary>
    public IEnumerable<ModelTerm> Tree(ModelTerm? parent = null) =>
        Sections
            .Where(section => section.Parent == parent)
            .OrderBy(section => section.Position)
            .ThenBy(section => section.Number)
            .SelectMany(section => Tree(section).Prepend(section));

    private IReadOnlyList<ModelStory> Newest(Func<ModelStory, bool> isIn) =>
        [.. Visible.Where(isIn).OrderByDescending(story => story.PublishedAt)];

    private static void MakeKnown(ModelTerm tag)
    {
        foreach (var above in tag.Path)
            above.IsKnown = true;
    }

    /// <summary>Where stories have come to stand, readers have seen them.</summary>
    private void Remember()
    {
        foreach (var section in Visible.SelectMany(story => story.PublicSection!.Path))
            section.IsKnown = true;
    }

    private int LastBelow(ModelTerm? parent) =>
        Sections
            .Where(section => section.Parent == parent)
            .Select(section => section.Position + 1)
            .DefaultIfEmpty()
            .Max();

    private ModelTerm New(string slug, string title, ModelTerm? parent) =>
        new()
        {
            Number = _created++,
            Slug = slug,
            Title = title,
            Parent = parent,
        };
}

namespace NewsApi.Tests.Visibility;

/// <summary>Sections and tags as a simple model has them.</summary>
internal sealed class ModelVocabulary
{
    /// <summary>Sections and the one above each.</summary>
    public Dictionary<string, string?> Sections { get; } = new(StringComparer.Ordinal);

    /// <summary>Tags by id.</summary>
    public Dictionary<string, ModelTag> Tags { get; } = new(StringComparer.Ordinal);

    /// <summary>What was merged, and into what.</summary>
    public Dictionary<string, string> Merged { get; } = new(StringComparer.Ordinal);

    /// <summary>Of these, such as readers never knew: their names lead nowhere.</summary>
    public HashSet<string> MergedUnknown { get; } = new(StringComparer.Ordinal);

    /// <summary>Titles of tags that readers did not know and that were merged into one that they know.</summary>
    public List<string> Buried { get; } = [];

    public IReadOnlyList<string> SectionNames => [.. Sections.Keys.Order(StringComparer.Ordinal)];

    public IReadOnlyList<string> TagNames => [.. Tags.Keys.Order(StringComparer.Ordinal)];

    public bool IsSectionIn(string section, string above) =>
        section == above || (Sections[section] is { } parent && IsSectionIn(parent, above));

    public bool IsTagIn(string tag, string above) =>
        tag == above || (Tags[tag].Parent is { } parent && IsTagIn(parent, above));

    /// <summary>What the tag of this name is called now; null where readers know none of it.</summary>
    public string? PresentName(string name) =>
        MergedUnknown.Contains(name) ? null
        : Merged.TryGetValue(name, out var into) ? PresentName(into)
        : name;

    /// <summary>Readers know the tag from now on, and all above it.</summary>
    public void Release(string tag)
    {
        Tags[tag].IsPublic = true;
        if (Tags[tag].Parent is { } parent)
            Release(parent);
    }
}

/// <summary>A tag as a simple model has it.</summary>
internal sealed class ModelTag
{
    /// <summary>A word that no other title has.</summary>
    public required string Title { get; set; }

    public string? Parent { get; set; }

    /// <summary>The name of a tag can give a story away, so readers learn of it with the first story that bears it.</summary>
    public bool IsPublic { get; set; }
}

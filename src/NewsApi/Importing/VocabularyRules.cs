using NewsApi.Editorial;
using NewsApi.Http;
using NewsApi.Tags;

namespace NewsApi.Importing;

/// <summary>What sections and tags must be, as far as it can be told from each alone.</summary>
internal static class VocabularyRules
{
    private const string NotATag = "Must be type and slug of a tag, such as place/antarctica.";

    public static void Check(ImportedSection section, Faults faults)
    {
        CheckSlug("/slug", section.Slug, faults);
        CheckLine("/title", section.Title, faults);
        CheckLine("/description", section.Description, faults);
        if (section.Parent is not null)
            CheckSlug("/parent", section.Parent, faults);
        CheckEach("/formerSlugs", section.FormerSlugs, ImportedStory.MaxFormerSlugs, CheckSlug, faults);
    }

    public static void Check(ImportedTag tag, Faults faults)
    {
        CheckTag("/id", tag.Id, faults);
        CheckLine("/title", tag.Title, faults);
        CheckLine("/description", tag.Description, faults);
        CheckEach("/aliases", tag.Aliases, ImportedTag.MaxAliases, CheckLine, faults);
        if (tag.Parent is { } parent)
        {
            if (!IsTag(parent))
                faults.Add("/parent", NotATag);
            else if (parent.Split('/')[0] != tag.Id.Split('/')[0])
                faults.Add("/parent", "Must be of the same type.");
        }
        CheckEach("/formerIds", tag.FormerIds, ImportedStory.MaxFormerSlugs, CheckTag, faults);
    }

    public static bool IsTag(string name) =>
        name.Split('/') is [var type, var slug] && Choice<TagType>.Words.ContainsKey(type) && Slugs.IsWellFormed(slug);

    private static void CheckEach(
        string pointer,
        IReadOnlyList<string> values,
        int most,
        Action<string, string, Faults> check,
        Faults faults
    )
    {
        if (values.Count > most)
            faults.Add(pointer, $"May be {most} at most.");
        for (var i = 0; i < values.Count; i++)
            check($"{pointer}/{i}", values[i], faults);
    }

    private static void CheckSlug(string pointer, string slug, Faults faults)
    {
        if (!Slugs.IsWellFormed(slug))
            faults.Add(pointer, "Must be a slug: lower-case letters, digits, single hyphens.");
    }

    private static void CheckTag(string pointer, string id, Faults faults)
    {
        if (!IsTag(id))
            faults.Add(pointer, NotATag);
    }

    private static void CheckLine(string pointer, string? text, Faults faults)
    {
        if (text is not null && !OneLine.Is(text, ImportedTag.MaxTitle))
            faults.Add(pointer, $"Must be one line of 1 to {ImportedTag.MaxTitle} characters.");
    }
}

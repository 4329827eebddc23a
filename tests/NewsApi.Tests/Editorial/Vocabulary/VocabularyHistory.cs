using System.Net;
using System.Text.Json.Nodes;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Vocabulary;

/// <summary>What is done in a step of a history. Those that stand twice are done more often.</summary>
internal enum Deed
{
    CreateSection,
    RenameSection,
    MoveSection,
    MoveSectionAgain,
    MergeSections,
    DeleteSection,
    CreateTag,
    RenameTag,
    AliasTag,
    MoveTag,
    MoveTagAgain,
    MergeTags,
    DeleteTag,
    Draft,
    Publish,
    PublishAnother,
    PublishExpired,
    Retag,
    RetagAgain,
    Withdraw,
}

/// <summary>A step: what is done, and numbers that choose with what.</summary>
internal sealed record Step(Deed Deed, int A, int B, int C);

/// <summary>Does what a history says, through the API and in the model.</summary>
internal sealed class VocabularyHistory(EditorialClient desk, Editor editor, ModelNewsroom model)
{
    private const string Articles = "/v1/editorial/articles";

    private int _names;

    /// <summary>What every history begins with: a few terms and stories.</summary>
    public async Task BeginAsync()
    {
        await DoAsync(new(Deed.CreateSection, 0, 0, 0));
        await DoAsync(new(Deed.CreateSection, 0, 0, 0));
        await DoAsync(new(Deed.CreateSection, 1, 0, 0));
        for (var i = 0; i < 4; i++)
            await DoAsync(new(Deed.CreateTag, i == 3 ? 3 : 0, 0, 0));
        for (var i = 0; i < 3; i++)
            await DoAsync(new(Deed.Publish, i, i + 1, i));
    }

    public Task DoAsync(Step step) =>
        step.Deed switch
        {
            Deed.CreateSection => CreateSectionAsync(Optional(model.Sections, step.A)),
            Deed.RenameSection => RenameSectionAsync(Of(model.Sections, step.A), step.B),
            Deed.MoveSection or Deed.MoveSectionAgain => MoveSectionAsync(
                Of(model.Sections, step.A),
                Optional(model.Sections, step.B)
            ),
            Deed.MergeSections => MergeSectionsAsync(Of(model.Sections, step.A), Of(model.Sections, step.B)),
            Deed.DeleteSection => DeleteSectionAsync(Of(model.Sections, step.A)),
            Deed.CreateTag => CreateTagAsync(Optional(model.Tags, step.A)),
            Deed.RenameTag => RenameTagAsync(Of(model.Tags, step.A), step.B),
            Deed.AliasTag => AliasTagAsync(Of(model.Tags, step.A)),
            Deed.MoveTag or Deed.MoveTagAgain => MoveTagAsync(Of(model.Tags, step.A), Optional(model.Tags, step.B)),
            Deed.MergeTags => MergeTagsAsync(Of(model.Tags, step.A), Of(model.Tags, step.B)),
            Deed.DeleteTag => DeleteTagAsync(Of(model.Tags, step.A)),
            Deed.Draft => DraftAsync(step),
            Deed.Publish or Deed.PublishAnother => PublishAsync(step),
            Deed.PublishExpired => PublishExpiredAsync(step),
            Deed.Retag or Deed.RetagAgain => RetagAsync(step),
            _ => WithdrawAsync(step),
        };

    private async Task CreateSectionAsync(ModelTerm? parent)
    {
        var section = model.AddSection(Name("section"), Word(), parent);
        await desk.CreateSectionAsync(
            new
            {
                slug = section.Slug,
                title = section.Title,
                parent = parent?.Slug,
            }
        );
    }

    private async Task RenameSectionAsync(ModelTerm section, int how)
    {
        var (before, slug, title) = (
            section.Slug,
            NewSlug(section, "section", how),
            how % 2 == 0 ? Word() : section.Title
        );
        section.Rename(slug);
        section.Title = title;
        await desk.PatchSectionAsync(before, new { slug, title });
    }

    private async Task MoveSectionAsync(ModelTerm section, ModelTerm? parent)
    {
        var patch = new { parent = parent?.Slug };
        if (parent is not null && !ModelNewsroom.Fits(model.Sections, section, parent, below: 1))
        {
            await desk.PatchSectionAsync(section.Slug, patch, HttpStatusCode.BadRequest);
            return;
        }
        await desk.PatchSectionAsync(section.Slug, patch);
        model.MoveSection(section, parent);
    }

    private async Task MergeSectionsAsync(ModelTerm merged, ModelTerm into)
    {
        var possible = ModelNewsroom.Fits(model.Sections, merged, into, below: 0);
        await desk.MergeSectionAsync(merged.Slug, into.Slug, possible ? HttpStatusCode.OK : HttpStatusCode.BadRequest);
        if (possible)
            model.Merge(model.Sections, merged, into);
    }

    private async Task DeleteSectionAsync(ModelTerm section)
    {
        if (model.Sections.Count < 3)
            return;
        var isUsed = section.IsKnown || IsUsed(model.Sections, section);
        await desk.DeleteSectionAsync(section.Slug, isUsed ? HttpStatusCode.Conflict : HttpStatusCode.NoContent);
        if (!isUsed)
            model.Sections.Remove(section);
    }

    private async Task CreateTagAsync(ModelTerm? parent)
    {
        var tag = model.AddTag(Name("tag"), Word(), parent);
        await UnseenAsync(
            false,
            () =>
                desk.CreateTagAsync(
                    new
                    {
                        type = "topic",
                        slug = tag.Slug,
                        title = tag.Title,
                        parent = Id(parent),
                    }
                )
        );
    }

    private async Task RenameTagAsync(ModelTerm tag, int how)
    {
        var (before, slug, title) = (Id(tag)!, NewSlug(tag, "tag", how), how % 2 == 0 ? Word() : tag.Title);
        tag.Rename(slug);
        tag.Title = title;
        await UnseenAsync(tag.IsKnown, () => desk.PatchTagAsync(before, new { slug, title }));
    }

    private async Task AliasTagAsync(ModelTerm tag)
    {
        tag.Aliases = [.. tag.Aliases.Skip(1), Word()];
        await UnseenAsync(tag.IsKnown, () => desk.PatchTagAsync(Id(tag)!, new { aliases = tag.Aliases }));
    }

    private async Task MoveTagAsync(ModelTerm tag, ModelTerm? parent)
    {
        var possible = parent is null || ModelNewsroom.Fits(model.Tags, tag, parent, below: 1);
        await UnseenAsync(
            tag.IsKnown,
            () =>
                desk.PatchTagAsync(
                    Id(tag)!,
                    new { parent = Id(parent) },
                    possible ? HttpStatusCode.OK : HttpStatusCode.BadRequest
                )
        );
        if (possible)
            ModelNewsroom.MoveTag(tag, parent);
    }

    private async Task MergeTagsAsync(ModelTerm merged, ModelTerm into)
    {
        var possible = ModelNewsroom.Fits(model.Tags, merged, into, below: 0);
        await UnseenAsync(
            merged.IsKnown || into.IsKnown,
            () => desk.MergeTagAsync(Id(merged)!, Id(into)!, possible ? HttpStatusCode.OK : HttpStatusCode.BadRequest)
        );
        if (possible)
            model.Merge(model.Tags, merged, into);
    }

    private async Task DeleteTagAsync(ModelTerm tag)
    {
        if (model.Tags.Count < 3)
            return;
        var isUsed = tag.IsKnown || IsUsed(model.Tags, tag);
        await desk.DeleteTagAsync(Id(tag)!, isUsed ? HttpStatusCode.Conflict : HttpStatusCode.NoContent);
        if (!isUsed)
            model.Tags.Remove(tag);
    }

    private async Task<ModelStory> DraftAsync(Step step)
    {
        var story = new ModelStory
        {
            Id = await editor.SaveAsync(
                Editor.Draft(Name("story"), Named(Of(model.Sections, step.A), step.C)) with
                {
                    Tags = [.. TagsOf(step).Select(tag => $"topic/{Named(tag, step.C)}")],
                }
            ),
            Slug = $"story-{_names}",
            Section = Of(model.Sections, step.A),
            Tags = TagsOf(step),
        };
        model.Stories.Add(story);
        return story;
    }

    private async Task PublishAsync(Step step) => await PublishAsync(await DraftAsync(step));

    private async Task PublishAsync(ModelStory story)
    {
        using var answer = await desk.ChangeAsync(HttpMethod.Post, $"{Articles}/{story.Id}/publish", new { });
        var published = await answer.JsonAsync(HttpStatusCode.OK);
        ModelNewsroom.Publish(story, published["publishedAt"]!.GetValue<DateTimeOffset>());
    }

    private async Task PublishExpiredAsync(Step step)
    {
        var story = await DraftAsync(step);
        var now = DateTimeOffset.UtcNow;
        await editor.PublishAsync(story.Id, now.AddDays(-2), now.AddDays(-1));
        ModelNewsroom.Publish(story, now.AddDays(-2), isExpired: true);
    }

    /// <summary>Saves a story with another section and other tags, and mostly publishes it.</summary>
    private async Task RetagAsync(Step step)
    {
        if (Stories(story => !story.IsWithdrawn && !story.IsExpired) is not { Count: > 0 } stories)
            return;
        var story = stories[step.B % stories.Count];
        (story.Section, story.Tags) = (Of(model.Sections, step.A), TagsOf(step));
        using var answer = await desk.ChangeAsync(
            HttpMethod.Patch,
            $"{Articles}/{story.Id}",
            new
            {
                section = Named(story.Section, step.B),
                tags = story.Tags.Select(tag => $"topic/{Named(tag, step.B)}").ToArray(),
            }
        );
        await answer.JsonAsync(HttpStatusCode.OK);
        if (step.B % 4 != 0)
            await PublishAsync(story);
    }

    private async Task WithdrawAsync(Step step)
    {
        if (Stories(story => story.IsVisible) is not { Count: > 0 } stories)
            return;
        var story = stories[step.A % stories.Count];
        using var answer = await desk.ChangeAsync(
            HttpMethod.Post,
            $"{Articles}/{story.Id}/withdraw",
            new { kind = "editorial" }
        );
        await answer.JsonAsync(HttpStatusCode.OK);
        (story.IsPublic, story.IsWithdrawn) = (false, true);
    }

    /// <summary>What readers do not know dates nothing anew that they do.</summary>
    private async Task UnseenAsync(bool isKnown, Func<Task<JsonNode>> work)
    {
        var before = await desk.ChangedAtAsync();
        await work();
        if (!isKnown)
            Assert.Equal(before, await desk.ChangedAtAsync());
    }

    private List<ModelStory> Stories(Predicate<ModelStory> wanted) => model.Stories.FindAll(wanted);

    private bool IsUsed(List<ModelTerm> terms, ModelTerm term) =>
        model.StoriesWith(term) > 0 || terms.Exists(other => other.Parent == term);

    private List<ModelTerm> TagsOf(Step step) =>
        [.. model.Tags.Where((_, index) => ((step.B ^ (step.C << 2)) >> (index % 6) & 1) == 1).Take(3)];

    private static ModelTerm Of(List<ModelTerm> terms, int number) => terms[number % terms.Count];

    private static ModelTerm? Optional(List<ModelTerm> terms, int number) =>
        number % (terms.Count + 1) is > 0 and var place ? terms[place - 1] : null;

    /// <summary>Its slug, present or former.</summary>
    private static string Named(ModelTerm term, int number)
    {
        string[] names = [term.Slug, .. term.FormerSlugs.Order(StringComparer.Ordinal)];
        return names[number % names.Length];
    }

    private string NewSlug(ModelTerm term, string kind, int how) =>
        how % 3 == 0 ? Named(term, how / 3)
        : how % 3 == 1 ? Name(kind)
        : term.Slug;

    private string Name(string kind) => $"{kind}-{++_names}";

    /// <summary>A word that no other title has.</summary>
    private string Word()
    {
        const string Consonants = "bdfghklmnprtvwz";
        const string Vowels = "aiou";
        const int Syllables = 15 * 4;
        // Neighbours in number are far apart in spelling; no two are the same, since a prime has no factor in common with 60.
        var code = ++_names * 7919 % (Syllables * Syllables * Syllables);
        var word = "";
        for (var i = 0; i < 3; i++, code /= Syllables)
            word += $"{Consonants[code % 15]}{Vowels[code / 15 % 4]}";
        return word + "ko";
    }

    private static string? Id(ModelTerm? tag) => tag is null ? null : $"topic/{tag.Slug}";
}

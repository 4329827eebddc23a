using Dapper;
using NewsApi.Tests.Support;
using Npgsql;

namespace NewsApi.Tests.Visibility;

/// <summary>A newsroom in which histories happen over HTTP, and beside it a model of what readers may see.</summary>
internal sealed class ModelNewsroom(Newsroom newsroom, EditorClient editor)
{
    private static readonly string[] Types = ["article", "analysis", "brief"];

    private readonly StoryTime _time = new(newsroom);
    private int _words;

    public List<ModelStory> Stories { get; } = [];

    public ModelVocabulary Vocabulary { get; } = new();

    /// <summary>Ids of drafts that were deleted, and their words.</summary>
    public List<ModelStory> Deleted { get; } = [];

    public static async Task<ModelNewsroom> StartAsync(
        NewsroomFixture fixture,
        params KeyValuePair<string, string?>[] configuration
    )
    {
        var newsroom = await fixture.StartAsync(configuration);
        var model = new ModelNewsroom(newsroom, await EditorClient.StartAsync(newsroom));
        await model.AddSectionAsync("news", null);
        await model.AddSectionAsync("world", null);
        await model.AddSectionAsync("europe", "world");
        foreach (var (slug, parent) in new[] { ("earth", null), ("sea", "topic/earth"), ("air", null), ("fire", null) })
            await model.AddTagAsync(slug, parent);
        return model;
    }

    public Newsroom Service => newsroom;

    public HttpClient Readers => newsroom.Client;

    /// <summary>Does the step, if there is something that it can be done with.</summary>
    /// <returns>Whether readers may notice.</returns>
    public Task<bool> DoAsync(HistoryStep step) =>
        step.Kind switch
        {
            StepKind.Create => CreateAsync(step),
            StepKind.AddTag => HiddenAsync(() => AddTagAsync($"tag-{Word()}", null)),
            StepKind.MoveSection => MoveSectionAsync(step),
            StepKind.MoveTag => MoveTagAsync(step),
            StepKind.RenameTag => RenameTagAsync(step),
            StepKind.MergeTag => MergeTagAsync(step),
            StepKind.Sweep => SweepAsync(),
            _ when Stories.Count == 0 => Task.FromResult(false),
            _ => WithStoryAsync(step, step.Of(Stories)),
        };

    private async Task<bool> CreateAsync(HistoryStep step)
    {
        if (Stories.Count >= 7)
            return false;
        var form = new StoryForm(
            Word(),
            Word(),
            step.Of(Vocabulary.SectionNames),
            ChosenTags(step),
            step.OtherOf(Types)
        );
        var story = await editor.CreateAsync(Draft(form));
        var model = new ModelStory(story.Id, form);
        model.Save(form);
        Stories.Add(model);
        return false;
    }

    private async Task<bool> WithStoryAsync(HistoryStep step, ModelStory model)
    {
        var story = await editor.GetAsync(model.Id);
        // Clearing away what has expired is nobody's to see, so the model does not follow when it happens.
        model.State = story.State;
        model.IsDue = story.Json["dueAt"] is not null;
        switch (step.Kind)
        {
            case StepKind.Edit:
                return await SaveAsync(model, story, model.Saved with { Word = Word() });
            case StepKind.Retag:
                return await SaveAsync(model, story, model.Saved with { Word = Word(), Tags = ChosenTags(step) });
            case StepKind.Refile:
                return await SaveAsync(
                    model,
                    story,
                    model.Saved with
                    {
                        Word = Word(),
                        Section = step.OtherOf(Vocabulary.SectionNames),
                        Type = step.OtherOf(Types),
                        Syndicatable = step.Which % 2 == 0,
                    }
                );
            case StepKind.RenameSlug:
                return await SaveAsync(model, story, model.Saved with { Word = Word(), Slug = Word() });
            case StepKind.Publish or StepKind.PublishMinor when model.State != "withdrawn":
                var impact = step.Kind == StepKind.Publish ? "major" : "minor";
                story = await editor.PublishAsync(story, new { impact });
                // As long as there is an embargo, that is what the story waits for.
                return story.Json["embargoUntil"] is null ? Published(model) : Due(model, "embargoed");
            case StepKind.Schedule when model.State != "withdrawn":
                await editor.PublishAsync(story, new { at = DateTimeOffset.UtcNow.AddHours(5) });
                return Due(model, "scheduled");
            case StepKind.Embargo when model.State != "withdrawn":
                await editor.PublishAsync(story, new { embargoUntil = DateTimeOffset.UtcNow.AddHours(5) });
                return Due(model, "embargoed");
            case StepKind.Unschedule when model.IsDue:
                await editor.UnscheduleAsync(story);
                model.IsDue = false;
                return false;
            case StepKind.TimePasses when model.IsDue:
                await _time.PassAsync(model.Id);
                return Published(model);
            case StepKind.Correct when model.State == "published":
                if (story.Json["embargoUntil"] is not null)
                    story = await editor.PatchAsync(story, """{ "embargoUntil": null }""");
                await editor.CorrectAsync(story, new { text = "It was otherwise." });
                model.Save(model.Saved with { Corrections = model.Saved.Corrections + 1 });
                return Published(model);
            case StepKind.Withdraw when model.State == "published":
                await editor.WithdrawAsync(story);
                model.Withdraw();
                return true;
            case StepKind.Reinstate when model.State == "withdrawn":
                await editor.ReinstateAsync(story);
                model.State = "draft";
                return false;
            case StepKind.Expire when model is { Public: not null, IsUnswept: false }:
                await _time.ExpireAsync(model.Id);
                (model.IsUnswept, model.IsGone) = (true, true);
                return true;
            case StepKind.Age when model is { Public: not null, IsUnswept: false, IsAged: false }:
                await _time.AgeAsync(model.Id);
                model.IsAged = true;
                return true;
            case StepKind.Delete when story.Open.Contains("delete"):
                await editor.DeleteAsync(story);
                Stories.Remove(model);
                Deleted.Add(model);
                return false;
            default:
                return false;
        }
    }

    private async Task<bool> SaveAsync(ModelStory model, StoryInHand story, StoryForm form)
    {
        await editor.PatchAsync(
            story,
            new
            {
                headline = Headline(form),
                slug = form.Slug,
                section = form.Section,
                type = form.Type,
                tags = form.Tags,
                rights = Rights(form),
                body = Body(form),
            }
        );
        model.Save(form);
        return false;
    }

    private bool Published(ModelStory model)
    {
        model.Publish();
        foreach (var tag in model.Public!.Tags)
            Vocabulary.Release(tag);
        return true;
    }

    private static bool Due(ModelStory model, string state)
    {
        model.IsDue = true;
        if (model.State != "published")
            model.State = state;
        return false;
    }

    private async Task<bool> SweepAsync()
    {
        await _time.SweepAsync();
        ClearAway(_ => true);
        return true;
    }

    /// <summary>What is written anew with a section or a tag is cleared away on that occasion where its rights have ended.</summary>
    private void ClearAway(Func<StoryForm, bool> concerns)
    {
        foreach (var story in Stories.Where(story => story.IsUnswept && concerns(story.Public!)))
            story.Withdraw();
    }

    private async Task<bool> MoveSectionAsync(HistoryStep step)
    {
        var section = step.Of(Vocabulary.SectionNames);
        var parent = step.OtherOf<string?>([null, .. Vocabulary.SectionNames]);
        if (parent == Vocabulary.Sections[section] || (parent is not null && Vocabulary.IsSectionIn(parent, section)))
            return false;
        await ChangeAsync($"/v1/editorial/sections/{section}", new Dictionary<string, string?> { ["parent"] = parent });
        Vocabulary.Sections[section] = parent;
        ClearAway(form => Vocabulary.IsSectionIn(form.Section, section));
        return true;
    }

    private async Task<bool> MoveTagAsync(HistoryStep step)
    {
        var tag = step.Of(Vocabulary.TagNames);
        var parent = step.OtherOf<string?>([null, .. Vocabulary.TagNames]);
        if (parent == Vocabulary.Tags[tag].Parent || (parent is not null && Vocabulary.IsTagIn(parent, tag)))
            return false;
        await ChangeAsync($"/v1/editorial/tags/{tag}", new Dictionary<string, string?> { ["parent"] = parent });
        Vocabulary.Tags[tag].Parent = parent;
        ClearAway(form => form.Tags.Any(own => Vocabulary.IsTagIn(own, tag)));
        if (Vocabulary.Tags[tag].IsPublic)
            Vocabulary.Release(tag);
        return Vocabulary.Tags[tag].IsPublic;
    }

    private async Task<bool> RenameTagAsync(HistoryStep step)
    {
        var tag = step.Of(Vocabulary.TagNames);
        var title = $"Title{Word()}";
        await ChangeAsync($"/v1/editorial/tags/{tag}", new Dictionary<string, string?> { ["title"] = title });
        Vocabulary.Tags[tag].Title = title;
        ClearAway(form => form.Tags.Contains(tag));
        return Vocabulary.Tags[tag].IsPublic;
    }

    private async Task<bool> MergeTagAsync(HistoryStep step)
    {
        var (source, target) = (step.Of(Vocabulary.TagNames), step.OtherOf(Vocabulary.TagNames));
        if (Vocabulary.TagNames.Count < 3 || Vocabulary.IsTagIn(target, source))
            return false;
        var path = $"/v1/editorial/tags/{source}";
        using var read = await editor.SendAsync(HttpMethod.Get, path);
        using var merged = await editor.SendAsync(
            HttpMethod.Post,
            $"{path}/merge",
            new { into = target },
            read.Headers.ETag!.ToString()
        );
        await merged.JsonAsync(System.Net.HttpStatusCode.OK);
        ClearAway(form => form.Tags.Any(own => Vocabulary.IsTagIn(own, source)));
        var wasPublic = Vocabulary.Tags[source].IsPublic;
        if (!wasPublic && Vocabulary.Tags[target].IsPublic)
            Vocabulary.Buried.Add(Vocabulary.Tags[source].Title);
        Vocabulary.Tags.Remove(source);
        Vocabulary.Merged[source] = target;
        if (!wasPublic)
            Vocabulary.MergedUnknown.Add(source);
        foreach (var child in Vocabulary.Tags.Values.Where(tag => tag.Parent == source))
            child.Parent = target;
        foreach (var story in Stories)
        {
            story.Saved = story.Saved with { Tags = Renamed(story.Saved.Tags) };
            if (story.Public is not null)
                story.Public = story.Public with { Tags = Renamed(story.Public.Tags) };
        }
        if (wasPublic)
            Vocabulary.Release(target);
        return wasPublic;

        IReadOnlyList<string> Renamed(IReadOnlyList<string> tags) =>
            [.. tags.Select(tag => tag == source ? target : tag).Distinct()];
    }

    private async Task ChangeAsync(string path, object patch)
    {
        using var read = await editor.SendAsync(HttpMethod.Get, path);
        using var changed = await editor.SendAsync(HttpMethod.Patch, path, patch, read.Headers.ETag!.ToString());
        await changed.JsonAsync(System.Net.HttpStatusCode.OK);
    }

    private async Task AddSectionAsync(string slug, string? parent)
    {
        await new Editor(newsroom).AddSectionAsync(slug, parent);
        Vocabulary.Sections[slug] = parent;
    }

    private async Task AddTagAsync(string slug, string? parent)
    {
        var title = $"Title{Word()}";
        await new Editor(newsroom).AddTagAsync($"topic/{slug}", title, parent);
        Vocabulary.Tags[$"topic/{slug}"] = new() { Title = title, Parent = parent };
    }

    private static async Task<bool> HiddenAsync(Func<Task> step)
    {
        await step();
        return false;
    }

    private IReadOnlyList<string> ChosenTags(HistoryStep step) =>
        [.. Vocabulary.TagNames.Where((_, place) => (step.Other >> place & 1) == 1)];

    /// <summary>Of the changes that everyone is told of.</summary>
    public async Task<IEnumerable<long>> NumbersOfChangesAsync()
    {
        await using var connection = new NpgsqlConnection(newsroom.Connections.Owner);
        return await connection.QueryAsync<long>(
            "select seq from delivery.changes where delay_days is null order by seq"
        );
    }

    /// <summary>When anything public last changed: what every list is dated by.</summary>
    public async Task<DateTime> LastChangeAsync()
    {
        await using var connection = new NpgsqlConnection(newsroom.Connections.Owner);
        return await connection.QuerySingleAsync<DateTime>("select at from delivery.last_change");
    }

    // Of consonants, so that no stemmer and no mending makes one of another.
    private string Word()
    {
        const string Letters = "bcdfghjklmnpqrtvwxz";
        var number = ++_words;
        return $"zq{Letters[number / Letters.Length / Letters.Length % Letters.Length]}{Letters[number / Letters.Length % Letters.Length]}{Letters[number % Letters.Length]}qz";
    }

    private static string Headline(StoryForm form) => $"Headline with {form.Word}";

    private static object[] Body(StoryForm form) => [new { type = "paragraph", html = $"About {form.Word}." }];

    private static object Rights(StoryForm form) => new { syndicatable = form.Syndicatable };

    private static object Draft(StoryForm form) =>
        new
        {
            language = "en",
            type = form.Type,
            headline = Headline(form),
            slug = form.Slug,
            section = form.Section,
            tags = form.Tags,
            rights = Rights(form),
            body = Body(form),
        };
}

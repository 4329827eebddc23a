using Xunit;

namespace NewsApi.Tests.Support;

/// <summary>A newsroom for the tests of one class, which write to it, with a few sections and tags and an editor.</summary>
public class EditorsNewsroom(NewsroomFixture fixture) : IAsyncLifetime
{
    public Newsroom Newsroom { get; private set; } = null!;

    public EditorClient Editor { get; private set; } = null!;

    public virtual async Task InitializeAsync()
    {
        Newsroom = await fixture.StartAsync();
        var vocabulary = new Editor(Newsroom);
        await vocabulary.AddSectionAsync("news");
        await vocabulary.AddSectionAsync("science");
        await vocabulary.AddSectionAsync("oceans", parent: "science");
        await vocabulary.AddTagAsync("topic/tides", "Tides");
        await vocabulary.AddTagAsync("topic/moon", "Moon");
        await vocabulary.AddTagAsync("tone/explainer", "Explainer");
        await vocabulary.AddTagAsync("contributor/amara-lindqvist", "Amara Lindqvist");
        Editor = await EditorClient.StartAsync(Newsroom);
    }

    public Task DisposeAsync() => Task.CompletedTask;
}

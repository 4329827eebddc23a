using NewsApi.Tests.Support;

namespace NewsApi.Tests.Editorial;

/// <summary>A newsroom with one small draft, which tests of refusals try to change in vain.</summary>
public sealed class StoredDraft(NewsroomFixture fixture) : EditorsNewsroom(fixture)
{
    public StoryInHand Story { get; private set; } = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Story = await Editor.CreateAsync(
            """{ "language": "en", "section": "news", "headline": "Tides", "slug": "tides" }"""
        );
    }
}

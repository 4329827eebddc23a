using NewsApi.Articles;
using NewsApi.Editorial;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Articles;

/// <summary>A newsroom that tests of searches share: each has words of its own.</summary>
public sealed class SearchedNewsroom(NewsroomFixture fixture) : IAsyncLifetime
{
    /// <summary>Five hundred different words of two characters that no stemmer makes of others.</summary>
    public static readonly string[] ManyWords =
    [
        .. Enumerable.Range(0, 500).Select(i => $"{i % 10}{(char)((i < 250 ? 'a' : 'а') + (i / 10 % 25))}"),
    ];

    /// <summary>Five hundred different Chinese characters.</summary>
    public static readonly string[] ManyCharacters =
    [
        .. Enumerable.Range(0, 500).Select(i => ((char)(0x4e00 + i)).ToString()),
    ];

    public static readonly DateTimeOffset Epoch = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly HashSet<string> _published = new(StringComparer.Ordinal);

    public Newsroom Newsroom { get; private set; } = null!;
    public Editor Editor { get; private set; } = null!;
    public Desk Desk { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Newsroom = await fixture.StartAsync();
        Editor = new(Newsroom);
        Desk = new(Newsroom);
        foreach (var section in new[] { "news", "sport", "sea", "fields" })
            await Editor.AddSectionAsync(section);
        await Editor.AddSectionAsync("football", "sport");
        await Editor.AddTagAsync("topic/sweet", "Sugary");
        await Editor.AddTagAsync("topic/food", "Meals");
        await Editor.AddTagAsync("topic/baked", "Oven goods", "topic/food");
        await PublishPhrasesAsync();
        await PublishFieldsAsync();
        await PublishFilteredAsync();

        // For texts that are to cost as much as possible: every word and every character is known.
        await Editor.PublishAsync(Desk.Story("many-words", "Many", body: string.Join(' ', ManyWords), language: "xx"));
        await Editor.PublishAsync(
            Desk.Story("many-characters", "Many", body: string.Concat(ManyCharacters), language: "xx")
        );
    }

    public Task DisposeAsync() => Task.CompletedTask;

    /// <param name="draft">The story.</param>
    /// <param name="day">Of January, on which it is published.</param>
    /// <param name="expiresAt">When it ends.</param>
    /// <param name="once">Whether an earlier case of the same theory may have published it.</param>
    public async Task<Guid> PublishAsync(
        ArticleDraft draft,
        int day = 1,
        DateTimeOffset? expiresAt = null,
        bool once = false
    )
    {
        if (once && !_published.Add(draft.Slug!))
            return default;
        return await Editor.PublishAsync(draft, Epoch.AddDays(day - 1), expiresAt);
    }

    private async Task PublishPhrasesAsync()
    {
        await PublishAsync(1, Desk.Story("phrase-a", "Chancellor of the Exchequer speaks"));
        await PublishAsync(2, Desk.Story("phrase-b", "Exchequer: chancellor leaves"));
        await PublishAsync(3, Desk.Story("phrase-c", "High mesa", "Grand mesa", "<em>Grand</em> again"));
        await PublishAsync(4, Desk.Story("phrase-d", "The Mesa", "", "Grand"));
        await PublishAsync(1, Desk.Story("sea-a", "Walrus lagoon", section: "sea"));
        await PublishAsync(2, Desk.Story("sea-b", "Narwhal in a lagoon", section: "sea"));
        await PublishAsync(3, Desk.Story("sea-c", "Walrus cliff", section: "sea"));
        await PublishAsync(4, Desk.Story("sea-d", "Manatee bay", section: "sea"));
    }

    private async Task PublishFieldsAsync()
    {
        const string Text = "Obsidian blades";
        await PublishAsync(1, Desk.Story("field-headline", Text, "Something", "Else", section: "fields"));
        await PublishAsync(2, Desk.Story("field-standfirst", "Something", Text, "Else", section: "fields"));
        await PublishAsync(3, Desk.Story("field-body", "Something", "Else", Text, section: "fields"));
    }

    private async Task PublishFilteredAsync()
    {
        (string Section, string[] Tags, ArticleType Type, string Language)[] stories =
        [
            ("news", [], ArticleType.Article, "en"),
            ("news", ["topic/sweet"], ArticleType.Article, "en"),
            ("news", ["topic/sweet", "topic/baked"], ArticleType.Analysis, "en"),
            ("sport", ["topic/food"], ArticleType.Article, "pt"),
            ("sport", ["topic/sweet", "topic/baked"], ArticleType.Article, "pt-BR"),
            ("football", [], ArticleType.Analysis, "en"),
        ];
        for (var i = 0; i < stories.Length; i++)
        {
            var (section, tags, type, language) = stories[i];
            var draft = Desk.Story($"m-{i}", "Marzipan story", language: language, section: section);
            await PublishAsync(i + 1, draft with { Tags = tags, Type = type });
        }
        await PublishAsync(1, Desk.Story("custard", "Custard") with { Language = "eu" });
    }

    private Task PublishAsync(int day, ArticleDraft draft) => PublishAsync(draft, day);
}

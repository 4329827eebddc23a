using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Articles;

/// <summary>What once went wrong with searches.</summary>
[Collection(NewsroomCollection.Name)]
public sealed class SearchRegressionTests(NewsroomFixture fixture)
{
    private static readonly DateTimeOffset Epoch = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private async Task<(Newsroom, Editor)> StartAsync()
    {
        var newsroom = await fixture.StartAsync();
        var editor = new Editor(newsroom);
        await editor.AddSectionAsync("news");
        for (var i = 0; i < 6; i++)
            await editor.PublishAsync(Desk.Story($"filler-{i}", "Filler"));
        return (newsroom, editor);
    }

    [Fact]
    public async Task A_letter_that_folds_to_several_words_can_be_paged()
    {
        var (newsroom, editor) = await StartAsync();
        await editor.PublishAsync(Desk.Story("lig-a", "النبي ﷺ", language: "ar"));
        await editor.PublishAsync(Desk.Story("lig-b", "محمد ﷺ", language: "ar"));
        var (slugs, _) = await newsroom.Client.ReadForthAsync(Lists.SearchPath("ﷺ", "limit=1"));
        Assert.Equal(2, slugs.Count);
    }

    [Fact]
    public async Task A_just_withdrawn_word_is_not_offered()
    {
        var (newsroom, editor) = await StartAsync();
        await editor.PublishAsync(Desk.Story("stays", "Something"));
        var id = await editor.PublishAsync(Desk.Story("w", "Xylographia"));
        Assert.Equal(["w"], (await newsroom.Client.SearchAsync("xylographia")).Slugs());
        await editor.WithdrawAsync(id);
        var list = await newsroom.Client.SearchAsync("xylograhia");
        Assert.Null(list["search"]!["corrections"]);
    }

    [Fact]
    public async Task A_form_that_only_a_withdrawn_story_has_is_not_offered()
    {
        var (newsroom, editor) = await StartAsync();
        await editor.PublishAsync(Desk.Story("stays", "Blackmail"));
        var id = await editor.PublishAsync(Desk.Story("w", "Blackmailing"));
        await editor.WithdrawAsync(id);
        var list = await newsroom.Client.SearchAsync("blackmailign");
        Assert.Null(list["search"]!["corrections"]);
    }

    [Fact]
    public async Task A_plain_word_beside_a_phrase_with_another_form_of_it_is_marked()
    {
        var (newsroom, editor) = await StartAsync();
        await editor.PublishAsync(Desk.Story("a", "Elections held", "On election day"));
        var list = await newsroom.Client.SearchAsync("\"election day\" elections", "highlight=true");
        Assert.Equal(
            "<mark>Elections</mark> held",
            list.Items().Single()["highlights"]!["headline"]?.GetValue<string>()
        );
    }

    [Fact]
    public async Task Further_pages_say_how_many_have_all_words()
    {
        var (newsroom, editor) = await StartAsync();
        await editor.PublishAsync(Desk.Story("a", "Velvet tundra"));
        await editor.PublishAsync(Desk.Story("b", "Velvet"));
        var first = await newsroom.Client.SearchAsync("velvet tundra", "limit=1");
        var second = await newsroom.Client.JsonAsync(new Uri(first["links"]!.Text("next")).PathAndQuery);
        Assert.Equal(first["search"]!.ToJsonString(), second["search"]!.ToJsonString());
    }

    [Fact]
    public async Task A_link_to_the_next_page_can_be_followed()
    {
        var (newsroom, editor) = await StartAsync();
        var words = string.Join(
            ' ',
            Enumerable.Range(0, 140).Select(i => $"слово{(char)('а' + i / 10)}{(char)('а' + i % 10)}")
        )[..990];
        await editor.PublishAsync(Desk.Story("a", "А", body: words + " конец", language: "ru"));
        await editor.PublishAsync(Desk.Story("b", "Б", body: words + " конец", language: "ru"));
        var path = Lists.SearchPath($"\"{words[..words.LastIndexOf(' ')]}\"", "limit=1");
        Assert.InRange(path.Length, 1, 8192);
        var (slugs, _) = await newsroom.Client.ReadForthAsync(path);
        Assert.Equal(2, slugs.Count);
    }

    [Fact]
    public async Task An_exclusion_beside_a_stop_word_answers_alike_whether_known_or_not()
    {
        var (newsroom, editor) = await StartAsync();
        await editor.PublishAsync(Desk.Story("a", "Alpha"));
        await editor.PublishAsync(Desk.Story("b", "Zebra"));
        var known = (await newsroom.Client.SearchAsync("the -zebra")).Slugs();
        var unknown = (await newsroom.Client.SearchAsync("the -gnu")).Slugs();
        Assert.Equal((7, 8), (known.Count, unknown.Count));
    }

    [Fact]
    public async Task More_words_than_count_page_stably()
    {
        var (newsroom, editor) = await StartAsync();
        // 25 words of which one is unknown.
        var words = Enumerable.Range(0, 24).Select(i => $"zav{(char)('a' + i)}mo").ToList();
        for (var i = 0; i < 4; i++)
            await editor.PublishAsync(
                Desk.Story(
                    $"s-{i}",
                    "Plain",
                    body: string.Join(' ', words) + string.Concat(Enumerable.Repeat(" zavamo", i))
                ),
                Epoch.AddDays(i)
            );
        for (var i = 0; i < 2; i++)
            await editor.PublishAsync(
                Desk.Story($"t-{i}", "Plain", body: string.Join(' ', words.Take(12))),
                Epoch.AddDays(i)
            );
        var q = string.Join(' ', words) + " unheardofword";
        var whole = (await newsroom.Client.SearchAsync(q, "limit=100")).Slugs();
        var (slugs, _) = await newsroom.Client.ReadForthAsync(Lists.SearchPath(q, "limit=1"));
        Assert.Equal(whole, slugs);
    }

    [Fact]
    public async Task A_language_that_comes_between_pages_moves_nothing()
    {
        var (newsroom, editor) = await StartAsync();
        for (var i = 0; i < 3; i++)
        {
            await editor.PublishAsync(Desk.Story($"both-{i}", "Die hardest", language: "en"), Epoch.AddDays(i));
            await editor.PublishAsync(Desk.Story($"one-{i}", "Hardest", language: "en"), Epoch.AddDays(i));
        }
        for (var i = 0; i < 4; i++)
            await editor.PublishAsync(Desk.Story($"other-{i}", "Die", language: "en"), Epoch.AddDays(i));
        var whole = (await newsroom.Client.SearchAsync("die hardest", "limit=100")).Slugs();
        var first = await newsroom.Client.SearchAsync("die hardest", "limit=4");
        await editor.PublishAsync(Desk.Story("german", "Zeitung", language: "de"));
        var (rest, _) = await newsroom.Client.ReadForthAsync(new Uri(first["links"]!.Text("next")).PathAndQuery);
        Assert.Equal(whole, first.Slugs().Concat(rest));
    }

    [Fact]
    public async Task A_language_counts_as_the_filter_takes_it()
    {
        var (newsroom, editor) = await StartAsync();
        await editor.PublishAsync(Desk.Story("a", "Alpha", language: "pt"));
        await editor.PublishAsync(Desk.Story("b", "Beta", language: "pt-BR"));
        var list = await newsroom.Client.JsonAsync("/v1/articles?facets=language&limit=0");
        var pt = list["facets"]!["language"]!.AsArray().Single(v => v!.Text("value") == "pt")!;
        Assert.Equal(
            (await newsroom.Client.JsonAsync("/v1/articles?language=pt")).Total(),
            pt["count"]!.GetValue<int>()
        );
    }

    [Fact]
    public async Task A_phrase_does_not_run_from_one_tag_into_the_next()
    {
        var (newsroom, editor) = await StartAsync();
        await editor.AddTagAsync("topic/x", "New Zealand");
        await editor.AddTagAsync("topic/y", "York");
        await editor.PublishAsync(Desk.Story("a", "Alpha") with { Tags = ["topic/x", "topic/y"] });
        Assert.Empty((await newsroom.Client.SearchAsync("\"zealand york\"", "sort=newest")).Slugs());
    }
}

using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Articles;

/// <summary>What a search finds all the same where a word is misspelt, or few stories have all of them.</summary>
[Collection(NewsroomCollection.Name)]
public sealed class ForgivingSearchTests(SearchedNewsroom shared) : IClassFixture<SearchedNewsroom>
{
    private readonly HttpClient _client = shared.Newsroom.Client;

    [Theory]
    [InlineData("hippopotmus")]
    [InlineData("hippoppotamus")]
    [InlineData("hippopatamus")]
    [InlineData("hippoptoamus")]
    [InlineData("HIPPOPÓTMUS")]
    public async Task A_slip_of_the_finger_is_mended(string typed)
    {
        await shared.PublishAsync(Desk.Story("hippo", "Hippopotamus at large"), once: true);

        foreach (var sort in new[] { "relevance", "newest" })
        {
            var list = await _client.SearchAsync(typed, $"sort={sort}");
            Assert.Equal(["hippo"], list.Slugs());
            var correction = Assert.Single(list["search"]!["corrections"]!.AsArray())!;
            Assert.Equal("hippopotamus", correction.Text("to"));
        }
    }

    [Fact]
    public async Task Only_the_misspelt_word_of_several_is_mended_and_the_others_must_still_be_there()
    {
        await shared.PublishAsync(Desk.Story("okapi-a", "Okapi nursery opened"));
        await shared.PublishAsync(Desk.Story("okapi-b", "Okapi moved"));

        var list = await _client.SearchAsync("okapi nursrey", "sort=newest");

        Assert.Equal(["okapi-a"], list.Slugs());
        var correction = Assert.Single(list["search"]!["corrections"]!.AsArray())!;
        Assert.Equal(("nursrey", "nursery"), (correction.Text("from"), correction.Text("to")));
    }

    [Fact]
    public async Task A_known_word_is_not_mended()
    {
        await shared.PublishAsync(Desk.Story("casino", "Casino opened"));
        await shared.PublishAsync(Desk.Story("cassino", "Cassino rebuilt"));

        var found = await _client.SearchAsync("cassino");
        var none = await _client.SearchAsync("cassino", "type=brief");

        Assert.Equal(["cassino"], found.Slugs());
        Assert.Null(found["search"]!["corrections"]);
        Assert.Empty(none.Slugs());
        Assert.Null(none["search"]!["corrections"]);
    }

    [Theory]
    [InlineData("-platipus", "section=sea")]
    [InlineData("\"platipus pond\"", "sort=newest")]
    [InlineData("platipus OR platypis", "sort=newest")]
    [InlineData("plu", "sort=newest")]
    [InlineData("73414", "sort=newest")]
    public async Task Exclusions_phrases_alternatives_short_words_and_numbers_are_not_mended(string q, string also)
    {
        await shared.PublishAsync(Desk.Story("platypus", "Platypus pond plus 73415"), once: true);

        var list = await _client.SearchAsync(q, also);

        Assert.Null(list["search"]!["corrections"]);
        Assert.DoesNotContain("platypus", list.Slugs());
    }

    [Fact]
    public async Task A_word_that_only_stories_have_which_are_not_public_is_never_offered()
    {
        await shared.Editor.SaveAsync(Desk.Story("draft-word", "Chalcedonite"));
        await shared.PublishAsync(
            Desk.Story("expired-word", "Tourmalinite"),
            expiresAt: SearchedNewsroom.Epoch.AddDays(1)
        );
        var withdrawn = await shared.PublishAsync(Desk.Story("withdrawn-word", "Labradorite"));
        await shared.Editor.WithdrawAsync(withdrawn);

        foreach (var typed in new[] { "chalcedonit", "tourmalinit", "labradorit" })
        {
            var list = await _client.SearchAsync(typed);
            Assert.Equal(0, list.Total());
            Assert.Null(list["search"]!["corrections"]);
        }
    }

    [Fact]
    public async Task Stories_with_some_of_the_words_follow_those_with_all()
    {
        // Both words stand where they weigh least, and it is the oldest.
        await shared.PublishAsync(
            Desk.Story(
                "all-words",
                "Plain",
                body: "Velvet " + string.Join(' ', Enumerable.Repeat("murmur", 100)) + " tundra"
            ),
            day: 1
        );
        await shared.PublishAsync(Desk.Story("some-words-a", "Velvet velvet", "Velvet"), day: 2);
        await shared.PublishAsync(Desk.Story("some-words-b", "Tundra tundra", "Tundra"), day: 3);

        var list = await _client.SearchAsync("velvet tundra");

        Assert.Equal("all-words", list.Slugs()[0]);
        Assert.Equal(["some-words-a", "some-words-b"], list.Slugs().Skip(1).Order(StringComparer.Ordinal));
        Assert.Equal(3, list.Total());
        Assert.Equal("some", list["search"]!.Text("match"));
        Assert.Equal(1, list["search"]!["havingAllWords"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("newest")]
    [InlineData("oldest")]
    [InlineData("updated")]
    public async Task In_the_order_of_time_all_words_must_be_there(string sort)
    {
        await shared.PublishAsync(Desk.Story("all-of-time", "Corduroy savannah"), once: true);
        await shared.PublishAsync(Desk.Story("some-of-time", "Corduroy"), once: true);

        var list = await _client.SearchAsync("corduroy savannah", $"sort={sort}");

        Assert.Equal(["all-of-time"], list.Slugs());
        Assert.Equal("all", list["search"]!.Text("match"));
        Assert.Null(list["search"]!["havingAllWords"]);
    }

    [Fact]
    public async Task Ten_stories_with_all_words_are_enough()
    {
        for (var i = 0; i < 9; i++)
            await shared.PublishAsync(Desk.Story($"lapis-{i}", "Lapis lazuli"));
        await shared.PublishAsync(Desk.Story("lapis-alone", "Lapis"));
        var nine = await _client.SearchAsync("lapis lazuli", "limit=3");
        await shared.PublishAsync(Desk.Story("lapis-9", "Lapis lazuli"));
        var ten = await _client.SearchAsync("lapis lazuli", "limit=3");

        Assert.Equal((10, "some"), (nine.Total(), nine["search"]!.Text("match")));
        Assert.Equal(9, nine["search"]!["havingAllWords"]!.GetValue<int>());
        Assert.Equal((10, "all"), (ten.Total(), ten["search"]!.Text("match")));
        Assert.Null(ten["search"]!["havingAllWords"]);
    }

    [Fact]
    public async Task Phrases_exclusions_and_filters_hold_where_words_may_be_missing()
    {
        await shared.PublishAsync(Desk.Story("relaxed-a", "Gneiss quarry slate"));
        await shared.PublishAsync(Desk.Story("relaxed-b", "Gneiss quarry"));
        await shared.PublishAsync(Desk.Story("relaxed-c", "Quarry gneiss slate"));
        await shared.PublishAsync(Desk.Story("relaxed-d", "Gneiss quarry slate basalt"));
        await shared.PublishAsync(Desk.Story("relaxed-e", "Gneiss quarry slate", section: "sport"));

        var list = await _client.SearchAsync("\"gneiss quarry\" slate porphyry -basalt", "section=news");

        Assert.Equal(["relaxed-a"], list.Slugs());
        Assert.Equal(0, list["search"]!["havingAllWords"]!.GetValue<int>());
    }
}

using System.Text.Json.Nodes;
using NewsApi.Editorial;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Articles;

/// <summary>How articles show where a search matched.</summary>
[Collection(NewsroomCollection.Name)]
public sealed class HighlightTests(HighlightTests.Shared shared) : IClassFixture<HighlightTests.Shared>
{
    private readonly HttpClient _client = shared.Newsroom.Client;

    [Theory]
    [InlineData("election", "The <mark>elections</mark> and the <mark>ELECTION</mark> of 1907")]
    [InlineData("électing", "The <mark>elections</mark> and the <mark>ELECTION</mark> of 1907")]
    [InlineData("\"the election of\"", "The elections and <mark>the ELECTION of</mark> 1907")]
    [InlineData("\"election\" 1907", "The <mark>elections</mark> and the <mark>ELECTION</mark> of <mark>1907</mark>")]
    [InlineData("election OR unheardof", "The <mark>elections</mark> and the <mark>ELECTION</mark> of 1907")]
    [InlineData("1907 -referendum", "The elections and the ELECTION of <mark>1907</mark>")]
    [InlineData("electoin", "The <mark>elections</mark> and the <mark>ELECTION</mark> of 1907")]
    public async Task Every_form_of_a_word_is_marked_and_phrases_where_they_stand_in_order(string q, string headline)
    {
        var highlights = await HighlightsAsync("vote", q);

        Assert.Equal(headline, highlights.Text("headline"));
        Assert.Null(highlights["standfirst"]);
        Assert.Null(highlights["body"]);
    }

    [Fact]
    public async Task What_is_HTML_in_the_text_is_escaped()
    {
        var highlights = await HighlightsAsync("markup", "b OR c", "&sort=newest");

        Assert.Equal(
            "A &lt;<mark>b</mark>&gt; &amp; &quot;<mark>c</mark>&quot; &lt;script&gt;",
            highlights.Text("headline")
        );
        Assert.Equal("&lt;<mark>c</mark>&gt; it&apos;s", highlights.Text("standfirst"));
        Assert.Equal(["x &lt; <mark>c</mark> &amp; y"], Texts(highlights["body"]));
    }

    [Fact]
    public async Task Text_without_spaces_is_marked_where_its_pairs_stand()
    {
        var highlights = await HighlightsAsync("japanese", "図書館");
        var phrase = await HighlightsAsync("japanese", "\"新しい図書\"");

        Assert.Equal("東京都は新しい<mark>図書館</mark>を開いた。", highlights.Text("headline"));
        Assert.Equal("東京都は<mark>新しい図書</mark>館を開いた。", phrase.Text("headline"));
    }

    [Theory]
    [InlineData("th", "ฟุตบอล", "นักเตะ<mark>ฟุตบอล</mark>ไทย")]
    [InlineData("ru", "выборы", "Итоги <mark>выборов</mark>")]
    [InlineData("fr", "député", "Les <mark>députés</mark> votent")]
    [InlineData("he", "ספרייה", "העיר פתחה <mark>ספרייה</mark> חדשה")]
    public async Task Every_script_is_marked_by_the_rules_of_its_language(string language, string q, string headline)
    {
        var highlights = await HighlightsAsync($"script-{language}", q);

        Assert.Equal(headline, highlights.Text("headline"));
    }

    [Theory]
    [InlineData("headline", true, false, false)]
    [InlineData("standfirst", false, true, false)]
    [InlineData("body", false, false, true)]
    [InlineData("standfirst,body", false, true, true)]
    [InlineData("headline,standfirst,body", true, true, true)]
    public async Task Marks_stand_in_the_fields_looked_at_alone(
        string fields,
        bool headline,
        bool standfirst,
        bool body
    )
    {
        foreach (var q in new[] { "saffron", "\"saffron trade\"" })
        {
            var highlights = await HighlightsAsync("everywhere", q, $"&qFields={fields}");

            Assert.Equal(headline, highlights["headline"] is not null);
            Assert.Equal(standfirst, highlights["standfirst"] is not null);
            Assert.Equal(body, highlights["body"] is not null);
        }
    }

    [Fact]
    public async Task A_story_found_by_its_byline_has_no_marks()
    {
        var highlights = await HighlightsAsync("signed", "mkhwanazi");

        Assert.Empty(highlights.AsObject());
    }

    [Fact]
    public async Task Excluded_words_are_never_marked()
    {
        var highlights = await HighlightsAsync("vote", "-unheardof -\"elections of\"");

        Assert.Empty(highlights.AsObject());
    }

    [Fact]
    public async Task Where_words_may_be_missing_those_that_are_there_are_marked()
    {
        var list = await _client.SearchAsync("saffron turmeric", "highlight=true");

        var headlines = list.Items()
            .ToDictionary(item => item.Text("slug"), item => item["highlights"]!.Text("headline"));
        Assert.Equal("<mark>Saffron</mark> trade", headlines["everywhere"]);
        Assert.Equal("<mark>Turmeric</mark> tea", headlines["turmeric"]);
    }

    [Fact]
    public async Task A_long_body_is_shown_in_passages_around_the_words()
    {
        var highlights = await HighlightsAsync("long", "tamarind cardamom");

        var passages = Texts(highlights["body"]).ToList();
        Assert.InRange(passages.Count, 1, 2);
        Assert.All(passages, passage => Assert.InRange(passage.Length, 1, 300));
        Assert.Contains(passages, passage => passage.Contains("<mark>tamarind</mark>", StringComparison.Ordinal));
        Assert.Contains(passages, passage => passage.Contains("<mark>cardamom</mark>", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Marks_are_only_there_when_asked_for_and_need_no_body_in_the_answer()
    {
        var without = await _client.SearchAsync("saffron");
        var refused = await _client.SearchAsync("saffron", "highlight=false");
        var unsearched = await _client.JsonAsync("/v1/articles?highlight=true");
        var sparse = await _client.SearchAsync("saffron", "highlight=true&fields=slug&qFields=body");

        Assert.All(without.Items().Concat(refused.Items()), item => Assert.Null(item["highlights"]));
        Assert.All(unsearched.Items(), item => Assert.Null(item["highlights"]));
        var item = Assert.Single(sparse.Items());
        Assert.Null(item["body"]);
        Assert.Equal(["The <mark>saffron</mark> trade."], Texts(item["highlights"]!["body"]));
    }

    [Fact]
    public async Task Every_page_marks_the_same_words()
    {
        var first = await _client.SearchAsync("saffron turmeric", "highlight=true&limit=1");
        var second = await _client.JsonAsync(new Uri(first["links"]!.Text("next")).PathAndQuery);

        Assert.All(
            first.Items().Concat(second.Items()),
            item => Assert.Contains("<mark>", item["highlights"]!.Text("headline"), StringComparison.Ordinal)
        );
    }

    private static IEnumerable<string> Texts(JsonNode? texts) =>
        texts!.AsArray().Select(text => text!.GetValue<string>());

    private async Task<JsonNode> HighlightsAsync(string slug, string q, string also = "")
    {
        var list = await _client.SearchAsync(q, "highlight=true&limit=100" + also);
        return list.Items().Single(item => item.Text("slug") == slug)["highlights"]!;
    }

    public sealed class Shared(NewsroomFixture fixture) : IAsyncLifetime
    {
        public Newsroom Newsroom { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            Newsroom = await fixture.StartAsync();
            var editor = new Editor(Newsroom);
            await editor.AddSectionAsync("news");
            var filler = string.Join(' ', Enumerable.Repeat("Nothing to see in this sentence.", 60));
            ArticleDraft[] stories =
            [
                Desk.Story("vote", "The elections and the ELECTION of 1907"),
                Desk.Story("markup", "A <b> & \"c\" <script>", "<c> it's", "x &lt; <em>c</em> &amp; y"),
                Desk.Story("japanese", "東京都は新しい図書館を開いた。", language: "ja"),
                Desk.Story("script-th", "นักเตะฟุตบอลไทย", language: "th"),
                Desk.Story("script-ru", "Итоги выборов", language: "ru"),
                Desk.Story("script-fr", "Les députés votent", language: "fr"),
                Desk.Story("script-he", "העיר פתחה ספרייה חדשה", language: "he"),
                Desk.Story("everywhere", "Saffron trade", "A saffron trade", "The saffron trade."),
                Desk.Story("turmeric", "Turmeric tea"),
                Desk.Story("long", "Spices", "", $"{filler} Here is tamarind. {filler} There is cardamom. {filler}"),
                Desk.Story("signed", "Plain") with
                {
                    Byline = "By Thandeka Mkhwanazi",
                },
            ];
            foreach (var story in stories)
                await editor.PublishAsync(story);
        }

        public Task DisposeAsync() => Task.CompletedTask;
    }
}

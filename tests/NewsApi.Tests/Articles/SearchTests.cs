using System.Text.Json.Nodes;
using NewsApi.Editorial;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Articles;

/// <summary>What a search finds, and in which order.</summary>
[Collection(NewsroomCollection.Name)]
public sealed class SearchTests(SearchedNewsroom shared) : IClassFixture<SearchedNewsroom>
{
    private readonly HttpClient _client = shared.Newsroom.Client;
    private readonly Editor _editor = shared.Editor;

    [Fact]
    public async Task A_word_weighs_most_in_the_headline_then_in_the_standfirst_then_deep_in_the_body()
    {
        var long_ = string.Join(' ', Enumerable.Repeat("murmuring", 150));
        // The worse it fits, the newer it is.
        await PublishAsync(Desk.Story("quokka-headline", "Quokka seen", "An animal", $"{long_} again"), day: 1);
        await PublishAsync(Desk.Story("quokka-standfirst", "Beast seen", "A quokka", $"{long_} again"), day: 2);
        await PublishAsync(Desk.Story("quokka-body", "Beast seen", "An animal", $"{long_} quokka"), day: 3);

        Assert.Equal(["quokka-headline", "quokka-standfirst", "quokka-body"], await FindAsync("quokka"));
        Assert.Equal(["quokka-body", "quokka-standfirst", "quokka-headline"], await FindAsync("quokka", "sort=newest"));
    }

    [Fact]
    public async Task Of_stories_that_fit_equally_the_newest_comes_first()
    {
        await PublishAsync(Desk.Story("axolotl-old", "Axolotl found"), day: 1);
        await PublishAsync(Desk.Story("axolotl-new", "Axolotl found"), day: 3);
        await PublishAsync(Desk.Story("axolotl-middle", "Axolotl found"), day: 2);

        Assert.Equal(["axolotl-new", "axolotl-middle", "axolotl-old"], await FindAsync("axolotl"));
    }

    [Theory]
    [InlineData("en", "elections", "election")]
    [InlineData("en-GB", "campaigning", "campaigns")]
    [InlineData("fr", "députés", "député")]
    [InlineData("de", "Häuser", "Haus")]
    [InlineData("ru", "выборов", "выборы")]
    [InlineData("es", "elecciones", "elección")]
    [InlineData("it", "elezioni", "elezione")]
    [InlineData("nl", "verkiezingen", "verkiezing")]
    [InlineData("sv", "tidningarna", "tidning")]
    [InlineData("pt-BR", "governos", "governo")]
    [InlineData("fi", "vaaleissa", "vaaleista")]
    [InlineData("tr", "kitaplar", "kitap")]
    [InlineData("el", "εκλογές", "εκλογών")]
    [InlineData("hu", "könyvek", "könyv")]
    [InlineData("ar", "الكتاب", "كتاب")]
    [InlineData("hi", "चुनावों", "चुनाव")]
    public async Task Other_forms_of_a_word_are_found_by_the_rules_of_the_storys_language(
        string language,
        string written,
        string sought
    )
    {
        var story = Desk.Story($"stem-{language}".ToLowerInvariant(), written, language: language);
        await PublishAsync(story);

        Assert.Contains(story.Slug, await FindAsync(sought, $"language={language}&sort=newest"));
        Assert.Contains(story.Slug, await FindAsync(written, $"language={language}&sort=newest"));
    }

    [Theory]
    [InlineData("Curaçao", "CURACAO")]
    [InlineData("naive", "Naïve")]
    [InlineData("Łódź", "lodz")]
    [InlineData("Ångström", "angstrom")]
    [InlineData("Straßenbahn", "strassenbahn")]
    [InlineData("Ærøskøbing", "aeroskobing")]
    [InlineData("Ｆｕｊｉｓａｎ", "fujisan")]
    [InlineData("ΑΘΉΝΑ", "αθηνα")]
    [InlineData("актёр", "АКТЕР")]
    [InlineData("مُدَرِّسَة", "مدرسة")]
    [InlineData("U.S.", "US")]
    [InlineData("O'Brien", "o’brien")]
    [InlineData("Vermeer's", "vermeer")]
    public async Task Case_accents_and_width_do_not_matter(string written, string sought)
    {
        // A language without a stemmer, so that nothing else makes the two equal.
        var slug = "fold-" + Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(written));
        await PublishAsync(Desk.Story(slug, written, language: "eo"));

        Assert.Equal([slug], await FindAsync(sought, "language=eo&sort=newest"));
    }

    [Fact]
    public async Task Words_of_bylines_contributors_and_tags_are_found()
    {
        await _editor.AddTagAsync("contributor/oyelaran", "Wilhelmina Oyelaran");
        await _editor.AddTagAsync("topic/beekeeping", "Urban beekeeping");
        await PublishAsync(Desk.Story("by-byline", "Plain") with { Byline = "By Thandeka Mkhwanazi" });
        await PublishAsync(Desk.Story("by-contributor", "Plain") with { Tags = ["contributor/oyelaran"] });
        await PublishAsync(Desk.Story("by-tag", "Plain") with { Tags = ["topic/beekeeping"] });

        Assert.Equal(["by-byline"], await FindAsync("mkhwanazi"));
        Assert.Equal(["by-contributor"], await FindAsync("oyelaran wilhelmina"));
        Assert.Equal(["by-tag"], await FindAsync("beekeeping"));
        Assert.Empty(await FindAsync("beekeeping", "qFields=headline,standfirst,body"));
    }

    [Theory]
    [InlineData("\"chancellor of the exchequer\"", "phrase-a")]
    [InlineData("\"CHANCELLOR OF THE exchequer", "phrase-a")]
    [InlineData("“chancellor of the exchequer”", "phrase-a")]
    [InlineData("\"the exchequer\"", "phrase-a")]
    [InlineData("\"exchequer chancellor\"", "phrase-b")]
    [InlineData("\"chancellors of the exchequer\"", "")]
    [InlineData("\"chancellor exchequer\"", "")]
    [InlineData("\"chancellor of\"", "phrase-a")]
    [InlineData("\"hancellor of the exchequer\"", "")]
    [InlineData("chancellor exchequer", "phrase-a phrase-b")]
    [InlineData("chancellor \"exchequer chancellor\"", "phrase-b")]
    [InlineData("\"grand mesa\"", "phrase-c")]
    [InlineData("\"mesa grand\"", "")]
    public async Task A_phrase_is_found_where_its_very_words_stand_in_this_order(string q, string slugs)
    {
        Assert.Equal(slugs.Split(' ', StringSplitOptions.RemoveEmptyEntries), await FindAsync(q, "sort=oldest"));
    }

    [Theory]
    [InlineData("walrus OR narwhal", "sea-a sea-b sea-c")]
    [InlineData("walrus or narwhal", "")]
    [InlineData("walrus OR narwhal lagoon", "sea-a sea-b")]
    [InlineData("lagoon walrus OR narwhal", "sea-a sea-b")]
    [InlineData("walrus OR narwhal OR manatee", "sea-a sea-b sea-c sea-d")]
    [InlineData("\"walrus lagoon\" OR manatee", "sea-a sea-d")]
    [InlineData("walrus OR", "sea-a sea-c")]
    [InlineData("OR manatee", "sea-d")]
    [InlineData("walrus OR unheardofbeast", "sea-a sea-c")]
    [InlineData("walrus -lagoon", "sea-c")]
    [InlineData("walrus -\"walrus lagoon\"", "sea-c")]
    [InlineData("walrus -\"lagoon walrus\"", "sea-a sea-c")]
    [InlineData("walrus -unheardofbeast", "sea-a sea-c")]
    [InlineData("walrus OR narwhal -lagoon", "sea-c")]
    [InlineData("-walrus", "sea-b sea-d")]
    [InlineData("-walrus -manatee", "sea-b")]
    [InlineData("-lagoon -\"walrus cliff\"", "sea-d")]
    public async Task Alternatives_and_exclusions_combine(string q, string slugs)
    {
        Assert.Equal(
            slugs.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            await FindAsync(q, "section=sea&sort=oldest")
        );
    }

    [Fact]
    public async Task A_search_of_exclusions_alone_may_be_ordered_by_relevance_too()
    {
        Assert.Equal(["sea-d", "sea-b"], await FindAsync("-walrus", "section=sea"));
    }

    [Fact]
    public async Task Stop_words_alone_find_nothing_and_are_named()
    {
        var list = await _client.SearchAsync("the and those");

        Assert.Equal([], list.Slugs());
        Assert.Equal(["the", "and", "those"], Texts(list["search"]!["ignored"]));
    }

    [Fact]
    public async Task Stop_words_beside_others_need_not_be_there()
    {
        await PublishAsync(Desk.Story("stop-words", "Zeppelin museum"));

        Assert.Equal(["stop-words"], await FindAsync("the museum of zeppelin", "sort=newest"));
    }

    [Fact]
    public async Task A_single_letter_and_a_number_are_words()
    {
        await PublishAsync(Desk.Story("letter", "Vitamin K and flight 7341"));

        Assert.Equal(["letter"], await FindAsync("k"));
        Assert.Equal(["letter"], await FindAsync("7341"));
    }

    [Theory]
    [InlineData("ja", "東京都は新しい図書館を開いた。", "図書館", "図鑑")]
    [InlineData("ja", "カタカナのニュース", "ニュース", "ニューヨーク")]
    [InlineData("zh", "北京大学的研究人员发表了报告", "研究人员", "上海")]
    [InlineData("zh-Hant", "恐龍博物館重新開放", "龍", "虎")]
    [InlineData("th", "รัฐบาลไทยประกาศมาตรการใหม่", "มาตรการ", "ฟุตบอล")]
    [InlineData("ko", "서울에서 새로운 도서관이 문을 열었다", "도서관", "부산")]
    [InlineData("am", "አዲስ አበባ ውስጥ አዲስ ቤተ መጻሕፍት ተከፈተ", "መጻሕፍት", "ጎንደር")]
    [InlineData("ar", "افتتحت المدينة مكتبة جديدة", "مكتبة", "قطار")]
    [InlineData("he", "העיר פתחה ספרייה חדשה", "ספרייה", "רכבת")]
    [InlineData("ka", "თბილისში ახალი ბიბლიოთეკა გაიხსნა", "ბიბლიოთეკა", "ბათუმი")]
    [InlineData("km", "បណ្ណាល័យថ្មីបានបើក", "បណ្ណាល័យ", "បាល់ទាត់")]
    [InlineData("my", "စာကြည့်တိုက်အသစ်ဖွင့်သည်", "စာကြည့်တိုက်", "ဘောလုံး")]
    [InlineData("bn", "ঢাকায় নতুন গ্রন্থাগার খোলা হয়েছে", "গ্রন্থাগার", "চট্টগ্রাম")]
    public async Task Every_script_is_searched(string language, string headline, string found, string absent)
    {
        var slug = $"script-{language}-{headline.Length}".ToLowerInvariant();
        await PublishAsync(Desk.Story(slug, "-", body: headline, language: language));

        Assert.Equal([slug], await FindAsync(found, $"language={language}&sort=newest"));
        Assert.Equal([slug], await FindAsync($"\"{found}\"", $"language={language}&sort=newest"));
        Assert.Equal([slug], await FindAsync(found, "qFields=body"));
        Assert.Empty(await FindAsync(absent, $"language={language}&sort=newest"));
        Assert.Empty(await FindAsync(found, $"language={language}&sort=newest&qFields=headline"));
    }

    [Fact]
    public async Task The_pairs_of_a_text_without_spaces_stand_together_only_in_quotation_marks()
    {
        await PublishAsync(Desk.Story("pairs-in-order", "京都大学", language: "ja"));
        await PublishAsync(Desk.Story("pairs-apart", "大学は京都にある、都大路", language: "ja"));

        Assert.Equal(["pairs-in-order"], await FindAsync("\"京都大学\"", "language=ja&sort=newest"));
        Assert.Equal(
            ["pairs-apart", "pairs-in-order"],
            (await FindAsync("京都大学", "language=ja&sort=newest")).Order(StringComparer.Ordinal)
        );
    }

    [Theory]
    [InlineData("obsidian", "", "field-body field-headline field-standfirst")]
    [InlineData("obsidian", "headline", "field-headline")]
    [InlineData("obsidian", "standfirst", "field-standfirst")]
    [InlineData("obsidian", "body", "field-body")]
    [InlineData("obsidian", "headline,body", "field-body field-headline")]
    [InlineData("obsidian blades", "headline", "field-headline")]
    [InlineData("obsidian blades", "standfirst,body", "field-body field-standfirst")]
    [InlineData("\"obsidian blades\"", "headline", "field-headline")]
    [InlineData("\"obsidian blades\"", "body,headline", "field-body field-headline")]
    [InlineData("-obsidian", "headline", "field-body field-standfirst")]
    [InlineData("-\"obsidian blades\"", "body", "field-headline field-standfirst")]
    [InlineData("obsidian OR nothingofthekind", "standfirst", "field-standfirst")]
    public async Task A_search_may_look_in_some_fields_alone(string q, string fields, string slugs)
    {
        var where = fields.Length > 0 ? $"section=fields&qFields={fields}" : "section=fields";
        foreach (var sort in new[] { "newest", "relevance" })
            Assert.Equal(slugs.Split(' '), (await FindAsync(q, $"{where}&sort={sort}")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task All_words_must_stand_in_the_fields_looked_at_and_not_one_here_and_one_elsewhere()
    {
        await PublishAsync(Desk.Story("jasper-across", "Jasper", body: "Malachite"));

        Assert.Equal(["jasper-across"], await FindAsync("jasper malachite", "sort=newest"));
        Assert.Empty(await FindAsync("jasper malachite", "sort=newest&qFields=headline"));
    }

    [Theory]
    [InlineData("section=sport", "m-3 m-4 m-5")]
    [InlineData("section=-sport", "m-0 m-1 m-2")]
    [InlineData("section=football", "m-5")]
    [InlineData("tag=topic/sweet", "m-1 m-2 m-4")]
    [InlineData("tag=-topic/sweet", "m-0 m-3 m-5")]
    [InlineData("tag=topic/sweet,-topic/baked", "m-1")]
    [InlineData("tag=topic/sweet|topic/baked", "m-1 m-2 m-4")]
    [InlineData("tag=topic/food~", "m-2 m-3 m-4")]
    [InlineData("type=analysis", "m-2 m-5")]
    [InlineData("type=-analysis", "m-0 m-1 m-3 m-4")]
    [InlineData("language=pt", "m-3 m-4")]
    [InlineData("language=-pt", "m-0 m-1 m-2 m-5")]
    [InlineData("language=pt-BR", "m-4")]
    [InlineData("from=2026-01-03", "m-2 m-3 m-4 m-5")]
    [InlineData("to=2026-01-03", "m-0 m-1 m-2")]
    [InlineData("from=2026-01-02&to=2026-01-04&tag=topic/sweet&section=news", "m-1 m-2")]
    [InlineData("from=2026-01-02&dateField=firstPublished&type=analysis&language=en", "m-2 m-5")]
    public async Task Filters_narrow_a_search(string filter, string slugs)
    {
        foreach (var q in new[] { "marzipan", "marzipan -custard", "\"marzipan story\"", "marzipan OR unheardofsweet" })
        {
            Assert.Equal(slugs.Split(' '), await FindAsync(q, $"{filter}&sort=oldest"));
            Assert.Equal(slugs.Split(' '), (await FindAsync(q, filter)).Order(StringComparer.Ordinal));
        }
    }

    [Theory]
    [InlineData("relevance")]
    [InlineData("newest")]
    public async Task A_limit_of_none_tells_the_total_alone(string sort)
    {
        var list = await _client.SearchAsync("marzipan", $"limit=0&sort={sort}");

        Assert.Empty(list.Items());
        Assert.Equal(6, list.Total());
        Assert.Null(list["links"]!["next"]);
    }

    [Theory]
    [InlineData("relevance")]
    [InlineData("oldest")]
    public async Task Numbered_pages_show_the_same_list(string sort)
    {
        var whole = await FindAsync("marzipan custard", $"sort={sort}&limit=100");
        var pages = new List<string>();
        for (var number = 1; number <= (whole.Count / 2) + 2; number++)
            pages.AddRange(await FindAsync("marzipan custard", $"sort={sort}&limit=2&page={number}"));

        Assert.Equal(whole, pages);
    }

    [Fact]
    public async Task A_story_is_found_as_soon_as_it_is_published_and_until_it_is_withdrawn()
    {
        Assert.Empty(await FindAsync("ptarmigan"));
        var id = await PublishAsync(Desk.Story("ptarmigan", "Ptarmigan"));
        Assert.Equal(["ptarmigan"], await FindAsync("ptarmigan"));
        Assert.Equal(["ptarmigan"], await FindAsync("ptarmigan", "sort=newest"));

        var model = await _editor.SaveAsync(Desk.Story("ptarmigan-model", "Capercaillie"));
        await shared.Desk.ReviseAsync(id, model);
        Assert.Empty(await FindAsync("capercaillie"));
        await _editor.PublishAsync(id, SearchedNewsroom.Epoch);
        Assert.Equal(["ptarmigan"], await FindAsync("capercaillie"));
        Assert.Empty(await FindAsync("ptarmigan"));
        Assert.Empty(await FindAsync("\"ptarmigan\"", "sort=newest"));

        await _editor.WithdrawAsync(id);
        Assert.Empty(await FindAsync("capercaillie"));
        Assert.Equal(0, (await _client.SearchAsync("capercaillie", "sort=newest")).Total());

        await _editor.PublishAsync(id, SearchedNewsroom.Epoch);
        Assert.Equal(["ptarmigan"], await FindAsync("capercaillie"));
    }

    [Fact]
    public async Task A_language_is_searched_by_its_rules_from_its_first_story_on()
    {
        Assert.Empty(await FindAsync("avisene", "language=da"));
        await PublishAsync(Desk.Story("first-danish", "Aviser læses", language: "da"));

        Assert.Equal(["first-danish"], await FindAsync("avisen", "language=da"));
        Assert.Equal(["first-danish"], await FindAsync("avisen", "sort=newest"));
    }

    private static string Long(string word) => string.Join(' ', Enumerable.Repeat(word, 100));

    private static IEnumerable<string> Texts(JsonNode? texts) =>
        texts!.AsArray().Select(text => text!.GetValue<string>());

    private async Task<IReadOnlyList<string>> FindAsync(string q, string also = "") =>
        (await _client.SearchAsync(q, also)).Slugs();

    private Task<Guid> PublishAsync(ArticleDraft draft, int day = 1, bool once = false) =>
        shared.PublishAsync(draft, day, once: once);
}

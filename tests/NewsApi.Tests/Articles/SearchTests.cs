using System.Text.Json.Nodes;
using NewsApi.Articles;
using NewsApi.Editorial;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Articles;

/// <summary>What a search finds, in which order, and what it does when little fits. The tests share a newsroom: each has
/// words of its own.</summary>
[Collection(NewsroomCollection.Name)]
public sealed class SearchTests(SearchTests.Shared shared) : IClassFixture<SearchTests.Shared>
{
    private static readonly DateTimeOffset Epoch = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

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
    [InlineData("hippopotmus")]
    [InlineData("hippoppotamus")]
    [InlineData("hippopatamus")]
    [InlineData("hippoptoamus")]
    [InlineData("HIPPOPÓTMUS")]
    public async Task A_slip_of_the_finger_is_mended(string typed)
    {
        await PublishAsync(Desk.Story("hippo", "Hippopotamus at large"), once: true);

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
        await PublishAsync(Desk.Story("okapi-a", "Okapi nursery opened"));
        await PublishAsync(Desk.Story("okapi-b", "Okapi moved"));

        var list = await _client.SearchAsync("okapi nursrey", "sort=newest");

        Assert.Equal(["okapi-a"], list.Slugs());
        var correction = Assert.Single(list["search"]!["corrections"]!.AsArray())!;
        Assert.Equal(("nursrey", "nursery"), (correction.Text("from"), correction.Text("to")));
    }

    [Fact]
    public async Task A_known_word_is_not_mended()
    {
        await PublishAsync(Desk.Story("casino", "Casino opened"));
        await PublishAsync(Desk.Story("cassino", "Cassino rebuilt"));

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
        await PublishAsync(Desk.Story("platypus", "Platypus pond plus 73415"), once: true);

        var list = await _client.SearchAsync(q, also);

        Assert.Null(list["search"]!["corrections"]);
        Assert.DoesNotContain("platypus", list.Slugs());
    }

    [Fact]
    public async Task A_word_that_only_stories_have_which_are_not_public_is_never_offered()
    {
        await _editor.SaveAsync(Desk.Story("draft-word", "Chalcedonite"));
        await PublishAsync(Desk.Story("expired-word", "Tourmalinite"), expiresAt: Epoch.AddDays(1));
        var withdrawn = await PublishAsync(Desk.Story("withdrawn-word", "Labradorite"));
        await _editor.WithdrawAsync(withdrawn);

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
        await PublishAsync(Desk.Story("all-words", "Plain", body: "Velvet " + Long("murmur") + " tundra"), day: 1);
        await PublishAsync(Desk.Story("some-words-a", "Velvet velvet", "Velvet"), day: 2);
        await PublishAsync(Desk.Story("some-words-b", "Tundra tundra", "Tundra"), day: 3);

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
        await PublishAsync(Desk.Story("all-of-time", "Corduroy savannah"), once: true);
        await PublishAsync(Desk.Story("some-of-time", "Corduroy"), once: true);

        var list = await _client.SearchAsync("corduroy savannah", $"sort={sort}");

        Assert.Equal(["all-of-time"], list.Slugs());
        Assert.Equal("all", list["search"]!.Text("match"));
        Assert.Null(list["search"]!["havingAllWords"]);
    }

    [Fact]
    public async Task Ten_stories_with_all_words_are_enough()
    {
        for (var i = 0; i < 9; i++)
            await PublishAsync(Desk.Story($"lapis-{i}", "Lapis lazuli"));
        await PublishAsync(Desk.Story("lapis-alone", "Lapis"));
        var nine = await _client.SearchAsync("lapis lazuli", "limit=3");
        await PublishAsync(Desk.Story("lapis-9", "Lapis lazuli"));
        var ten = await _client.SearchAsync("lapis lazuli", "limit=3");

        Assert.Equal((10, "some"), (nine.Total(), nine["search"]!.Text("match")));
        Assert.Equal(9, nine["search"]!["havingAllWords"]!.GetValue<int>());
        Assert.Equal((10, "all"), (ten.Total(), ten["search"]!.Text("match")));
        Assert.Null(ten["search"]!["havingAllWords"]);
    }

    [Fact]
    public async Task Phrases_exclusions_and_filters_hold_where_words_may_be_missing()
    {
        await PublishAsync(Desk.Story("relaxed-a", "Gneiss quarry slate"));
        await PublishAsync(Desk.Story("relaxed-b", "Gneiss quarry"));
        await PublishAsync(Desk.Story("relaxed-c", "Quarry gneiss slate"));
        await PublishAsync(Desk.Story("relaxed-d", "Gneiss quarry slate basalt"));
        await PublishAsync(Desk.Story("relaxed-e", "Gneiss quarry slate", section: "sport"));

        var list = await _client.SearchAsync("\"gneiss quarry\" slate porphyry -basalt", "section=news");

        Assert.Equal(["relaxed-a"], list.Slugs());
        Assert.Equal(0, list["search"]!["havingAllWords"]!.GetValue<int>());
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
        await _editor.PublishAsync(id, Epoch);
        Assert.Equal(["ptarmigan"], await FindAsync("capercaillie"));
        Assert.Empty(await FindAsync("ptarmigan"));
        Assert.Empty(await FindAsync("\"ptarmigan\"", "sort=newest"));

        await _editor.WithdrawAsync(id);
        Assert.Empty(await FindAsync("capercaillie"));
        Assert.Equal(0, (await _client.SearchAsync("capercaillie", "sort=newest")).Total());

        await _editor.PublishAsync(id, Epoch);
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

    /// <param name="draft">The story.</param>
    /// <param name="day">Of January, on which it is published.</param>
    /// <param name="expiresAt">When it ends.</param>
    /// <param name="once">Whether an earlier case of the same theory may have published it.</param>
    private async Task<Guid> PublishAsync(
        ArticleDraft draft,
        int day = 1,
        DateTimeOffset? expiresAt = null,
        bool once = false
    )
    {
        if (once && !shared.Published.Add(draft.Slug!))
            return default;
        return await _editor.PublishAsync(draft, Epoch.AddDays(day - 1), expiresAt);
    }

    public sealed class Shared(NewsroomFixture fixture) : IAsyncLifetime
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

        public Newsroom Newsroom { get; private set; } = null!;
        public Editor Editor { get; private set; } = null!;
        public Desk Desk { get; private set; } = null!;
        public ISet<string> Published { get; } = new HashSet<string>(StringComparer.Ordinal);

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
            await Editor.PublishAsync(
                Desk.Story("many-words", "Many", body: string.Join(' ', ManyWords), language: "xx")
            );
            await Editor.PublishAsync(
                Desk.Story("many-characters", "Many", body: string.Concat(ManyCharacters), language: "xx")
            );
        }

        public Task DisposeAsync() => Task.CompletedTask;

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

        private Task PublishAsync(int day, ArticleDraft draft) => Editor.PublishAsync(draft, Epoch.AddDays(day - 1));
    }
}

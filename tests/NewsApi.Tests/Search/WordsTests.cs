using NewsApi.Search;
using Xunit;

namespace NewsApi.Tests.Search;

public sealed class WordsTests
{
    [Theory]
    [InlineData("The cat sat.", "the cat sat")]
    [InlineData("don't o'clock O'Brien", "don t o clock o brien")]
    [InlineData("women's women’s WOMEN'S James' 'tis", "women women women james tis")]
    [InlineData("it's 's boss'ss", "it s boss ss")]
    [InlineData("covid-19 well–known co-op", "covid 19 well known co op")]
    [InlineData("3.5 1,000 A320neo F-35B 24/7", "3 5 1 000 a320neo f 35b 24 7")]
    [InlineData("snake_case a&b c++ R&D €5 50%", "snake case a b c r d 5 50")]
    [InlineData("https://t.co/x me@example.com", "https t co x me example com")]
    public void English_is_divided_at_everything_but_letters_and_digits(string text, string words) =>
        Assert.Equal(words, Joined(text));

    [Theory]
    [InlineData("U.S. policy", "us policy")]
    [InlineData("the U.N.", "the un")]
    [InlineData("u.s.a", "usa")]
    [InlineData("J.R.R. Tolkien", "jrr tolkien")]
    [InlineData("i.e., at 5 p.m.", "ie at 5 pm")]
    [InlineData("Plan A.B", "plan ab")]
    [InlineData("the U.S's", "the us")]
    [InlineData("end.A new", "end a new")]
    [InlineData("a.bc", "a bc")]
    [InlineData("1.a.2", "1 a 2")]
    public void Initials_are_one_word_without_their_dots(string text, string words) =>
        Assert.Equal(words, Joined(text));

    [Theory]
    [InlineData("café CAFÉ cafe\u0301", "cafe cafe cafe")]
    [InlineData("Straße STRASSE ẞ", "strasse strasse ss")]
    [InlineData("Øresund Łódź Þór Ægir œuvre Ðorđe Ħal", "oresund lodz thor aegir oeuvre dorde hal")]
    [InlineData("Việt Nam Đường phở", "viet nam duong pho")]
    [InlineData("İstanbul ISPARTA ısparta istanbul", "istanbul isparta isparta istanbul")]
    [InlineData("ﬁn Ｎａｔｏ ２０２４ 𝒳", "fin nato 2024 x")]
    public void Latin_loses_case_accents_and_width(string text, string words) => Assert.Equal(words, Joined(text));

    [Theory]
    [InlineData("Ελλάδα ΕΛΛΆΔΑ ᾳ", "ελλαδα ελλαδα α")]
    [InlineData("Майский й и\u0306", "майский й й")]
    [InlineData("Ёлка ещё е\u0308", "елка еще е")]
    [InlineData("Київ їжа", "київ їжа")]
    [InlineData("مُحَمَّد أحمد إلى آب", "محمد احمد الى اب")]
    [InlineData("שָׁלוֹם שלום", "שלום שלום")]
    [InlineData("नमस्ते हिन्दी", "नमस्ते हिन्दी")]
    [InlineData("አዲስ፡አበባ ሰላም።", "አዲስ አበባ ሰላም")]
    public void Other_scripts_lose_only_what_makes_no_other_letter(string text, string words) =>
        Assert.Equal(words, Joined(text));

    [Theory]
    [InlineData("参院選、選挙戦が始まった。", "参院選* 選挙戦が始まった*")]
    [InlineData("ｶﾞｷﾞ ガギ カ\u3099キ\u3099", "ガギ* ガギ* ガギ*")]
    [InlineData("习近平：北京", "习近平* 北京*")]
    [InlineData("𠮷野家", "𠮷野家*")]
    [InlineData("เลือกตั้ง 2566", "เลือกตั้ง* 2566")]
    [InlineData("대통령의 선거", "대통령의* 선거*")]
    [InlineData("NATO加盟5カ国", "nato 加盟* 5 カ国*")]
    [InlineData("ບຸນ မြန်မာ កម្ពុជា", "ບຸນ* မြန်မာ* កម្ពុជា*")]
    public void Scripts_without_spaces_come_in_runs(string text, string runs) =>
        Assert.Equal(runs, string.Join(' ', Words.In(text).Select(word => word.Text + (word.IsUnspaced ? "*" : ""))));

    [Theory]
    [InlineData("選挙戦", "選挙 挙戦")]
    [InlineData("選", "選")]
    [InlineData("𠮷野家", "𠮷野 野家")]
    [InlineData("ｶﾞｷﾞﾔ", "ガギ ギヤ")]
    [InlineData("선거", "선거")]
    public void Runs_are_looked_up_by_their_pairs(string run, string pairs) =>
        Assert.Equal(pairs, string.Join(' ', Words.Grams(Assert.Single(Words.In(run))).Select(pair => pair.Text)));

    [Fact]
    public void Pairs_know_where_they_stand_unless_folding_changed_the_run()
    {
        var exact = Words.Grams(Words.In("in 𠮷野家").Last());
        Assert.Equal([new("𠮷野", 3, 3, IsUnspaced: false), new("野家", 5, 2, IsUnspaced: false)], exact);

        var changed = Words.Grams(Words.In("in ｶﾞｷﾞﾔ").Last());
        Assert.Equal([new("ガギ", 3, 5, IsUnspaced: false), new("ギヤ", 3, 5, IsUnspaced: false)], changed);
    }

    [Fact]
    public void Words_know_where_they_stand_and_possessives_and_last_dots_are_outside() =>
        Assert.Equal(
            [
                new Word("us", 0, 3, IsUnspaced: false),
                new Word("senate", 5, 6, IsUnspaced: false),
                new Word("elu", 14, 4, IsUnspaced: false),
            ],
            Words.In("U.S. Senate’s e\u0301lu")
        );

    [Theory]
    [InlineData("")]
    [InlineData(" \t\r\n\u3000")]
    [InlineData("!?… — “” ·。、「」¡¿")]
    [InlineData("👍🏽 👩‍👩‍👧‍👦 🇫🇷 ☃️")]
    [InlineData("\u0301\u0316 \u064E \u3099 ि")]
    [InlineData("\u200B\u200C\u200D\u2060\uFEFF\u00AD\0")]
    public void What_has_neither_letter_nor_digit_has_no_words(string text) => Assert.Empty(Words.In(text));

    [Fact]
    public void Broken_text_is_divided_where_it_is_broken()
    {
        Assert.Equal("a b c d", Joined("a\uD800b\uDC00c\uFFFEd"));
        Assert.Equal("a b", Joined("a\uDC00\uD800b"));
        Assert.Equal("東* 京*", string.Join(' ', Words.In("東\uD842京").Select(run => run.Text + "*")));
        Assert.Empty(Words.In("\uD800"));
        Assert.Empty(Words.In("\uFFFF\uFFFE\uDFFF"));
    }

    [Fact]
    public void Space_of_no_width_divides() => Assert.Equal("a b", Joined("a\u200Bb"));

    [Fact]
    public void Very_long_words_are_known_by_their_beginning()
    {
        var word = Assert.Single(Words.In(new string('x', 100_000)));
        Assert.Equal(new Word(new string('x', 64), 0, 100_000, IsUnspaced: false), word);

        Assert.Equal(new string('s', 64), Joined(new string('ß', 40)));
        // Letters of Deseret, of two units each, from the second unit on.
        Assert.Equal(
            "x" + string.Concat(Enumerable.Repeat("𐐨", 31)),
            Joined("x" + string.Concat(Enumerable.Repeat("𐐀", 40)))
        );
        // Only what is an index entry by itself has to be short.
        Assert.Equal(1000, Joined(new string('東', 1000)).Length);
    }

    private static string Joined(string text) => string.Join(' ', Words.In(text).Select(word => word.Text));
}

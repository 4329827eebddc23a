using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using CsCheck;
using NewsApi.Search;
using Xunit;

namespace NewsApi.Tests.Search;

public sealed partial class SnippetsTests
{
    private const string Family = "👩‍👩‍👧‍👦";

    /// <summary>Whole graphemes only, so that a piece of one in a passage is seen, and no ellipsis, so that all there
    /// are come from cutting.</summary>
    private static readonly Gen<string> Text = Gen.OneOf([
            .. "aaabbcABZ    ..!?,\n<>&\"'()".Select(letter => letter.ToString()),
            "。",
            "」",
            "選",
            "挙",
            "ก",
            "e\u0301",
            Family,
        ])
        .Array[1, 150]
        .Select(string.Concat);

    private static readonly Gen<(string Text, TextSpan[] Matches, int[] Terms)> Found = Text.SelectMany(text =>
        Gen.Select(Gen.Int[0, text.Length - 1], Gen.Int[1, 12], Gen.Int[0, 3])
            .Array[0, 12]
            .Select(all =>
            {
                var sorted = all.Where(one => !char.IsWhiteSpace(text[one.Item1])).OrderBy(one => one.Item1).ToArray();
                return (
                    text,
                    sorted
                        .Select(one => new TextSpan(one.Item1, Math.Min(one.Item2, text.Length - one.Item1)))
                        .ToArray(),
                    sorted.Select(one => one.Item3).ToArray()
                );
            })
    );

    [Theory]
    [InlineData("Vote today", "Vote", "<mark>Vote</mark> today")]
    [InlineData("The vote", "vote", "The <mark>vote</mark>")]
    [InlineData("vote", "vote", "<mark>vote</mark>")]
    [InlineData("No match", "vote", "No match")]
    [InlineData("", "vote", "")]
    [InlineData("参院選、選挙戦", "選", "参院<mark>選</mark>、<mark>選</mark>挙戦")]
    [InlineData("A 👍🏽 for all", "👍🏽", "A <mark>👍🏽</mark> for all")]
    [InlineData("<script>vote('&\"')", "vote", "&lt;script&gt;<mark>vote</mark>(&apos;&amp;&quot;&apos;)")]
    [InlineData("<b>", "b", "&lt;<mark>b</mark>&gt;")]
    public void All_matches_are_marked_and_all_else_is_escaped(string text, string word, string html) =>
        Assert.Equal(html, Snippets.Mark(text, Occurrences(text, word)));

    [Theory]
    [InlineData(0, 4, 2, 4, "<mark>climat</mark>e law")]
    [InlineData(0, 4, 4, 3, "<mark>climate</mark> law")]
    [InlineData(0, 7, 2, 2, "<mark>climate</mark> law")]
    [InlineData(0, 7, 8, 3, "<mark>climate</mark> <mark>law</mark>")]
    public void Matches_that_overlap_or_touch_share_a_mark(
        int start,
        int length,
        int next,
        int nextLength,
        string html
    ) => Assert.Equal(html, Snippets.Mark("climate law", [new(start, length), new(next, nextLength)]));

    [Theory]
    [InlineData(-1, 2)]
    [InlineData(0, 5)]
    [InlineData(4, 1)]
    [InlineData(1, int.MaxValue)]
    [InlineData(2, 0)]
    [InlineData(2, -1)]
    public void A_match_outside_the_text_is_refused(int start, int length)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Snippets.Mark("vote", [new(start, length)]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Snippets.Best("vote", [new(start, length)], [0]));
    }

    [Fact]
    public void Matches_out_of_order_or_without_their_terms_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Snippets.Mark("vote", [new(2, 1), new(0, 1)]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Snippets.Best("vote", [new(0, 1)], []));
    }

    [Fact]
    public void Without_a_match_there_is_no_passage() => Assert.Empty(Best("Nothing of the kind.", ["vote"]));

    [Fact]
    public void A_short_text_is_its_own_passage() =>
        Assert.Equal(["The <mark>vote</mark> is on. It’s late"], Best("The vote is on. It’s late\r\n", ["vote"]));

    [Fact]
    public void A_passage_takes_whole_sentences_where_it_can()
    {
        const string Story =
            "Nobody had expected it at all. The vote, she said, was close. Then came the long night of counting.";

        Assert.Equal(["The <mark>vote</mark>, she said, was close."], Best(Story, ["vote"], length: 36));
    }

    [Fact]
    public void A_passage_within_a_long_sentence_is_cut_between_words()
    {
        const string Story =
            "when all of the members had finally come back to the chamber the vote was taken and lost by a single voice";

        Assert.Equal(
            ["… back to the chamber the <mark>vote</mark> was taken and lost by a …"],
            Best(Story, ["vote"], length: 56)
        );
    }

    [Theory]
    [InlineData("It was late. In the U.S. Senate the vote was close.")]
    [InlineData("It was late. Here Mr. Smith lost the vote by one.")]
    [InlineData("It was late. Of the 3.5 million few had the vote.")]
    public void A_full_stop_within_a_sentence_does_not_end_it(string story)
    {
        var passage = Assert.Single(Best(story, ["vote"], length: 40));

        Assert.StartsWith(story[13..20], passage, StringComparison.Ordinal);
    }

    [Fact]
    public void A_passage_never_leaves_its_paragraph() =>
        Assert.Equal(
            ["A <mark>vote</mark>", "The <mark>vote</mark>."],
            Best("Before\n\nA vote\r\n\nBetween.\nThe vote.\nAfter", ["vote"])
        );

    [Fact]
    public void Different_words_win_over_one_repeated_and_more_matches_over_fewer()
    {
        const string Repeated = "The vote, the vote, the vote.";
        const string Single = "A vote.";
        const string Both = "A vote on the budget.";
        const string BothTwice = "A budget, a vote, a budget.";

        Assert.Equal(
            ["A <mark>vote</mark> on the <mark>budget</mark>."],
            Best($"{Repeated}\n{Single}\n{Both}\n{Both}", ["vote", "budget"], most: 1)
        );
        Assert.Equal(
            ["A <mark>budget</mark>, a <mark>vote</mark>, a <mark>budget</mark>."],
            Best($"{Repeated}\n{Both}\n{BothTwice}", ["vote", "budget"], most: 1)
        );
        Assert.Equal(
            ["The <mark>vote</mark>, the <mark>vote</mark>, the <mark>vote</mark>."],
            Best($"{Single}\n{Repeated}", ["vote", "budget"], most: 1)
        );
    }

    [Fact]
    public void Passages_come_in_the_order_of_the_text_not_of_their_worth()
    {
        var story = $"A vote.\n{string.Concat(Enumerable.Repeat("Nothing. ", 40))}\nA vote on the budget.";

        Assert.Equal(
            ["A <mark>vote</mark>.", "A <mark>vote</mark> on the <mark>budget</mark>."],
            Best(story, ["vote", "budget"])
        );
    }

    [Fact]
    public void Japanese_is_cut_between_its_letters_and_at_its_full_stops()
    {
        Assert.Equal(
            ["<mark>選挙</mark>戦が始まった。"],
            Best("首相は会見した。選挙戦が始まった。候補者は全国で訴えた。", ["選挙"], length: 10)
        );
        Assert.Equal(
            ["…が全国で訴えた<mark>選挙</mark>戦は接戦のまま…"],
            Best("与党と野党の候補者が全国で訴えた選挙戦は接戦のまま最終日を迎えた", ["選挙"], length: 16)
        );
    }

    [Fact]
    public void Thai_is_cut_between_its_graphemes()
    {
        var story =
            string.Concat(Enumerable.Repeat("ที่นี่", 30)) + "เลือก" + string.Concat(Enumerable.Repeat("ที่นี่", 30));

        var passage = Assert.Single(Best(story, ["เลือก"], length: 40));

        Assert.Matches("^…(ที่|นี่)+<mark>เลือก</mark>(ที่|นี่)+…$", passage);
    }

    [Fact]
    public void Emoji_and_combining_marks_stay_whole()
    {
        var row = string.Concat(Enumerable.Repeat($"{Family}e\u0301🇫🇷", 20));

        var passage = Assert.Single(Best(row + "vote" + row, ["vote"], length: 60));

        Assert.Matches($"^…({Family}|e\u0301|🇫🇷)+<mark>vote</mark>({Family}|e\u0301|🇫🇷)+…$", passage);
    }

    [Fact]
    public void A_very_long_word_is_cut_where_it_has_to_be()
    {
        var word = new string('x', 5000);

        Assert.Equal([$"<mark>{word[..200]}</mark>…"], Best(word, [word]));
        Assert.Equal([$"…{word[..98]}<mark>vote</mark>{word[..98]}…"], Best(word + "vote" + word, ["vote"]));
    }

    [Fact]
    public void Half_a_million_characters_with_fifty_thousand_matches_are_no_trouble()
    {
        var text = string.Concat(Enumerable.Repeat("vote (no) ", 50_000));
        var scattered = Enumerable.Range(0, 50_000).Select(at => new TextSpan(at * 10, 4)).ToArray();
        var heaped = Enumerable.Repeat(new TextSpan(250_000, 4), 50_000).ToArray();
        var watch = System.Diagnostics.Stopwatch.StartNew();

        Assert.Equal(2, Snippets.Best(text, scattered, new int[50_000]).Count);
        Assert.Single(Snippets.Best(text, heaped, new int[50_000]));
        Assert.Single(Snippets.Best(new string('」', 500_000), heaped, new int[50_000]));
        Assert.Single(
            Snippets.Best(new string(' ', 250_000) + "vote" + new string(' ', 250_000), heaped, new int[50_000])
        );
        Assert.Equal(2, Snippets.Best(text.Replace(' ', '\n'), scattered, [.. Enumerable.Range(0, 50_000)]).Count);

        // Some hundredths of a second; work that grew with the square would take minutes.
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void Mark_keeps_the_text_and_marks_exactly_the_matches() =>
        Found.Sample(found =>
        {
            var covered = new bool[found.Text.Length];
            foreach (var match in found.Matches)
                Array.Fill(covered, true, match.Start, match.Length);

            var html = Snippets.Mark(found.Text, found.Matches);

            Assert.Equal(found.Text, Visible(html));
            var inside = html.Split("<mark>").Skip(1).Select(part => Visible(part.Split("</mark>")[0]));
            var expected = found.Text.Select((letter, at) => covered[at] ? letter : '\0').ToArray();
            Assert.Equal(new string(expected).Split('\0', StringSplitOptions.RemoveEmptyEntries), inside);
        });

    [Fact]
    public void Passages_are_pieces_of_the_text_in_its_order_and_within_their_length() =>
        Gen.Select(Found, Gen.Int[0, 4], Gen.Int[1, 80])
            .Sample(
                (found, most, length) =>
                {
                    var passages = Snippets.Best(found.Text, found.Matches, found.Terms, most, length);

                    Assert.True(passages.Count <= most);
                    Assert.Equal(most > 0 && found.Matches.Length > 0, passages.Count > 0);
                    var graphemes = Graphemes(found.Text).ToHashSet();
                    var from = 0;
                    foreach (var passage in passages)
                    {
                        Assert.Matches(WellFormed(), passage);
                        Assert.Contains("<mark>", passage, StringComparison.Ordinal);
                        var visible = Cut().Replace(Visible(passage), "");
                        Assert.DoesNotContain('\n', visible);
                        Assert.Subset(graphemes, Graphemes(visible).ToHashSet());
                        Assert.InRange(visible.Length, 1, length + length / 4 + 2 * Family.Length);
                        var at = found.Text.IndexOf(visible, from, StringComparison.Ordinal);
                        Assert.True(at >= 0, $"'{visible}' is not in the text after {from}.");
                        from = at + visible.Length;
                    }
                }
            );

    private static IReadOnlyList<string> Best(string text, string[] words, int most = 2, int length = 200)
    {
        var found = words
            .SelectMany((word, term) => Occurrences(text, word).Select(match => (Match: match, Term: term)))
            .OrderBy(found => found.Match.Start)
            .ToArray();
        return Snippets.Best(
            text,
            [.. found.Select(one => one.Match)],
            [.. found.Select(one => one.Term)],
            most,
            length
        );
    }

    private static TextSpan[] Occurrences(string text, string word) =>
        [
            .. Regex
                .Matches(text, Regex.Escape(word), RegexOptions.None, TimeSpan.FromSeconds(1))
                .Select(match => new TextSpan(match.Index, match.Length)),
        ];

    private static string Visible(string html) =>
        WebUtility.HtmlDecode(html.Replace("<mark>", "").Replace("</mark>", ""));

    private static IEnumerable<string> Graphemes(string text)
    {
        var elements = StringInfo.GetTextElementEnumerator(text);
        while (elements.MoveNext())
            yield return elements.GetTextElement();
    }

    [GeneratedRegex(
        "^([^<>&\"']|&(amp|lt|gt|quot|apos);|<mark>([^<>&\"']|&(amp|lt|gt|quot|apos);)+</mark>)*$",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex WellFormed();

    [GeneratedRegex("^… ?| ?…$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Cut();
}

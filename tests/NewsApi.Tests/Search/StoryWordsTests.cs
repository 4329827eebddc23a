using CsCheck;
using NewsApi.Search;
using Xunit;

namespace NewsApi.Tests.Search;

public sealed class StoryWordsTests
{
    private static readonly string[] Marks = [TermMark.OfType("article"), TermMark.OfLanguage("en")];

    private static readonly Gen<string[]> Texts = SearchTexts.Any.Array[4];

    [Fact]
    public void Lines_have_the_folded_words_between_single_spaces_and_runs_whole()
    {
        var story = new StoryWords("Café’s  vote!", "", "東京都 and U.S.\nlaw", "Ann Lee\nEurope", []);

        Assert.Equal(" cafe vote \n \n 東京都 and us law \n ann lee | europe ", story.Lines);
        Assert.Equal(["cafe", "vote", "and", "us", "law", "ann", "lee", "europe"], story.Distinct);
        Assert.Equal(["東", "京", "都", "東京", "京都"], story.DistinctGrams);
    }

    [Fact]
    public void Terms_say_in_which_fields_they_stand()
    {
        var terms = TermsOf(new StoryWords("vote", "vote law", "law vote 選挙", "Lee", Marks));

        Assert.Equal(SearchField.Headline | SearchField.Standfirst | SearchField.Body, terms["vote"].Fields);
        Assert.Equal(SearchField.Standfirst | SearchField.Body, terms["law"].Fields);
        Assert.Equal(SearchField.Names, terms["lee"].Fields);
        Assert.All(["選", "挙", "選挙"], gram => Assert.Equal(SearchField.Body, terms[gram].Fields));
        Assert.All(Marks, mark => Assert.Equal((1, SearchField.None), terms[mark]));
        Assert.Equal(8, terms.Count);
    }

    [Fact]
    public void Headline_beginning_and_repetition_make_a_word_more_important()
    {
        var body = string.Join(' ', Enumerable.Range(0, 300).Select(word => $"w{word}"));
        var terms = TermsOf(new StoryWords("vote", "", $"early {body} twice twice late", "", []));

        Assert.True(terms["vote"].Level > terms["early"].Level);
        Assert.True(terms["early"].Level > terms["late"].Level);
        Assert.True(terms["twice"].Level > terms["late"].Level);
    }

    [Fact]
    public void Words_too_common_names_and_single_characters_make_a_story_no_longer()
    {
        var level = LevelOfVote("", "");

        Assert.Equal(level, LevelOfVote(Repeated("the "), ""));
        Assert.Equal(level, LevelOfVote("", Repeated("lee ")));
        Assert.True(level > LevelOfVote(Repeated("law "), ""));

        int LevelOfVote(string body, string names) =>
            TermsOf(new("vote", "", body, names, []), tooCommon: "the")["vote"].Level;
        string Repeated(string word) => string.Concat(Enumerable.Repeat(word, 2000));
    }

    [Fact]
    public void Words_with_one_stem_are_one_term()
    {
        var (keys, fields) = new StoryWords("vote", "votes", "voted", "", []).Terms(_ => 7);

        Assert.Equal(7, Assert.Single(keys) / TermKey.Levels);
        Assert.Equal((byte)(SearchField.Headline | SearchField.Standfirst | SearchField.Body), Assert.Single(fields));
    }

    [Fact]
    public void A_story_without_words_has_its_marks_alone()
    {
        Assert.Empty(new StoryWords("", "!", "\n", "👍", []).Terms(_ => 1).Keys);
        Assert.Equal(
            Marks.Order(StringComparer.Ordinal),
            TermsOf(new("", "", "", "", Marks)).Keys.Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Keys_ascend_each_term_once_with_the_fields_it_stands_in() =>
        Gen.Select(Texts, Gen.Int[1, 100])
            .Sample(
                (texts, terms) =>
                {
                    var story = new StoryWords(texts[0], texts[1], texts[2], texts[3], Marks);
                    // Few terms for many words, as with stems; one in ten too common; the last two for the marks.
                    int? TermOf(string word) =>
                        Array.IndexOf(Marks, word) is >= 0 and var mark ? terms + 1 + mark
                        : Number(word) % 10 == 9 ? null
                        : 1 + Number(word) % terms;

                    var (keys, fields) = story.Terms(TermOf);

                    var expected = new SortedDictionary<int, SearchField>
                    {
                        [terms + 1] = SearchField.None,
                        [terms + 2] = SearchField.None,
                    };
                    for (var line = 0; line < texts.Length; line++)
                    {
                        foreach (var term in LookedUp(texts[line]).Select(TermOf).OfType<int>())
                            expected[term] = expected.GetValueOrDefault(term) | (SearchField)(1 << line);
                    }
                    Assert.Equal(expected.Keys, keys.Select(key => key / TermKey.Levels));
                    Assert.Equal(expected.Values, fields.Select(field => (SearchField)field));
                    Assert.Equal(keys.Order().Distinct(), keys);
                }
            );

    [Fact]
    public void Whatever_a_query_of_the_whole_text_looks_up_is_a_term_of_the_story() =>
        SearchTexts.Any.Sample(text =>
        {
            var story = new StoryWords("", "", text, "", []);
            var found = story.Distinct.Concat(story.DistinctGrams).ToHashSet(StringComparer.Ordinal);

            foreach (var phrase in SearchParser.Parse(text).SelectMany(clause => clause.Alternatives))
            {
                // A quotation mark or an OR may stand within what the story has for one word.
                Assert.Subset(found, phrase.Words.ToHashSet(StringComparer.Ordinal));
                if (phrase.Line is not null)
                    Assert.Contains(phrase.Line, story.Lines, StringComparison.Ordinal);
            }
        });

    private static IEnumerable<string> LookedUp(string text) =>
        Words
            .In(text)
            .SelectMany(word =>
                word.IsUnspaced
                    ? Words
                        .Grams(word)
                        .Select(gram => gram.Text)
                        .Concat(word.Text.EnumerateRunes().Select(one => one.ToString()))
                    : [word.Text]
            );

    private static int Number(string word) => word.Aggregate(7, (number, unit) => (number * 31 + unit) % 100_003);

    private static Dictionary<string, (int Level, SearchField Fields)> TermsOf(
        StoryWords story,
        string? tooCommon = null
    )
    {
        var words = new List<string>();
        int? TermOf(string word)
        {
            if (word == tooCommon)
                return null;
            if (!words.Contains(word, StringComparer.Ordinal))
                words.Add(word);
            return words.IndexOf(word) + 1;
        }

        var (keys, fields) = story.Terms(TermOf);
        return keys.Zip(fields)
            .ToDictionary(
                term => words[term.First / TermKey.Levels - 1],
                term => (term.First % TermKey.Levels + 1, (SearchField)term.Second),
                StringComparer.Ordinal
            );
    }
}

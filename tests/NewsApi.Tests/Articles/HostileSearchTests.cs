using System.Net;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Articles;

/// <summary>Whatever is typed into a search box is answered or refused, and soon.</summary>
[Collection(NewsroomCollection.Name)]
public sealed class HostileSearchTests(SearchedNewsroom shared) : IClassFixture<SearchedNewsroom>
{
    private readonly HttpClient _client = shared.Newsroom.Client;

    public static TheoryData<string, string, int> HostileTexts()
    {
        var many = string.Join(' ', SearchedNewsroom.ManyWords);
        var data = new TheoryData<string, string, int>
        {
            { "ten kilobytes", string.Concat(Enumerable.Repeat("lorem ", 1700)), 414 },
            { "eight thousand characters", string.Concat(Enumerable.Repeat("lorem", 1600)), 400 },
            { "one character too many", new string('a', 1001), 400 },
            { "one long word", new string('a', 1000), 200 },
            { "opening parentheses", new string('(', 1000), 400 },
            { "closing parentheses", new string(')', 1000), 400 },
            { "quotes", new string('"', 1000), 400 },
            { "minus signs", new string('-', 1000), 400 },
            { "parentheses around a word", new string('(', 499) + "ab" + new string(')', 499), 200 },
            { "quotes around words", string.Concat(Enumerable.Repeat("\"a", 500)), 200 },
            { "minus signs before a word", new string('-', 999) + "a", 200 },
            { "percent and underscore", "% _ %_%", 400 },
            { "backslashes", @"\ \\ \' \" + "\"", 400 },
            { "query operators", "' & | ! : * <-> ;--", 400 },
            { "query operators between words", @"a' & b | !c : d* <-> e \ f:*A % _ ;-- g", 200 },
            { "SQL", "'; drop table delivery.article_rows; --", 200 },
            { "SQL in a phrase", "\"' or 1=1; --\" -\"x' || pg_sleep(10) || '\"", 200 },
            { "format of a statement", "{0} @p0 $1 :p0 E'\\n'", 200 },
            { "only punctuation", "?!.,;:…—“”„«»¿¡", 400 },
            { "only white space", "  \u00a0\u3000 ", 400 },
            { "only stop words", "the and of to", 200 },
            { "only emoji", "🙂👩‍👩‍👧‍👦🏴‍☠️❤️", 400 },
            { "right-to-left marks", "\u200f\u200e\u202e\u2066", 400 },
            { "right-to-left marks around a word", "\u202ewalrus\u202c", 200 },
            { "combining marks alone", "\u0301\u0302\u20dd\u0e31", 400 },
            { "combining marks without end", "a" + new string('\u0301', 999), 200 },
            { "zero-width joiners", "\u200d\u200c", 400 },
            { "byte order marks", "\ufeff\ufeff", 400 },
            { "private use and not assigned", "\ue000\u0378", 400 },
            { "letters of mathematics", "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𝟜𝟚", 200 },
            { "a ligature of four words", "ﷺ", 200 },
            { "different words", many[..1000], 200 },
            { "different alternatives", string.Join(" OR ", SearchedNewsroom.ManyWords)[..1000], 200 },
            { "different exclusions", $"-{string.Join(" -", SearchedNewsroom.ManyWords)}"[..999], 200 },
            { "different words in quotes", $"\"{string.Join("\" \"", SearchedNewsroom.ManyWords)}"[..1000], 200 },
            { "one phrase of different words", $"\"{many}"[..1000], 200 },
            { "equal words", string.Concat(Enumerable.Repeat("a ", 500)), 200 },
            { "equal alternatives", string.Concat(Enumerable.Repeat("a OR ", 200)), 200 },
            { "nothing but OR", string.Concat(Enumerable.Repeat("OR ", 333)), 200 },
            { "five hundred characters without a space", string.Concat(SearchedNewsroom.ManyCharacters), 200 },
            { "them as a phrase", $"\"{string.Concat(SearchedNewsroom.ManyCharacters)}\"", 200 },
            { "them one by one", string.Join(' ', SearchedNewsroom.ManyCharacters), 200 },
            { "them excluded", $"-{string.Join(" -", SearchedNewsroom.ManyCharacters)}"[..900], 200 },
        };
        return data;
    }

    [Theory]
    [MemberData(nameof(HostileTexts))]
    public async Task No_text_breaks_a_search_or_holds_it_up(string what, string q, int status)
    {
        foreach (
            var path in new[]
            {
                Lists.SearchPath(q, "highlight=true&facets=section,tag,day&limit=1"),
                Lists.SearchPath(q, "sort=newest&qFields=headline,body"),
                Lists.SearchPath(q).Replace("articles", "explain", StringComparison.Ordinal),
            }
        )
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            using var response = await _client.GetAsync(path, patience.Token);
            // Percent escapes make three bytes of each byte of other scripts.
            var expected = path.Length > 8192 ? HttpStatusCode.RequestUriTooLong : (HttpStatusCode)status;
            Assert.True(expected == response.StatusCode, $"{what}: {response.StatusCode} instead of {expected}");
        }
    }
}

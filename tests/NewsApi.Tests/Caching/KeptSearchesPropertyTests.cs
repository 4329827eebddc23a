using CsCheck;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Caching;

/// <summary>An answer to a search is kept through changes of stories that have none of its words, and is nevertheless the one that
/// would be made.</summary>
[Collection(NewsroomCollection.Name)]
public sealed class KeptSearchesPropertyTests(NewsroomFixture fixture)
{
    private static readonly KeyValuePair<string, string?> s_address = new("Site:BaseUrl", "https://news.example.org");
    private static readonly KeyValuePair<string, string?> s_uncached = new("Caching:Enabled", "false");

    /// <summary>Of two languages, with other forms of the same words, words that one of the languages passes over, and one that is near
    /// enough to another to be taken for its misspelling.</summary>
    private static readonly string[] s_words =
    [
        "glacier",
        "glaciers",
        "harbour",
        "harbours",
        "walking",
        "walked",
        "zeppelin",
        "zeppeline",
        "Gletscher",
        "Häuser",
        "Haus",
        "die",
        "the",
        "lantern",
        "lanterm",
        "北京",
    ];

    private static readonly Gen<string> s_text = Gen.OneOf(s_words)
        .Array[1, 3]
        .Select(words => string.Join(' ', words));

    private static readonly Gen<string> s_clause = Gen.Frequency(
        (6, Gen.OneOf(s_words)),
        (1, Gen.OneOf(s_words).Select(word => $"-{word}")),
        (1, Gen.Select(Gen.OneOf(s_words), Gen.OneOf(s_words), (one, other) => $"\"{one} {other}\"")),
        (1, Gen.Select(Gen.OneOf(s_words), Gen.OneOf(s_words), (one, other) => $"{one} OR {other}"))
    );

    private static readonly Gen<string> s_query = Gen.Select(
        s_clause.Array[1, 3].Select(clauses => string.Join(' ', clauses)),
        Gen.OneOf(
            "",
            "",
            "&sort=newest",
            "&section=sport",
            "&language=de",
            "&facets=section,type,language",
            "&limit=1"
        ),
        Gen.OneOf("", "&highlight=true"),
        (text, how, marked) => $"q={Uri.EscapeDataString(text)}{how}{marked}"
    );

    [Fact]
    public async Task A_search_that_was_kept_is_the_one_that_would_be_made()
    {
        var hits = 0;
        await Gen.Select(s_query.Array[12, 20], Step.Any.Array[15, 25])
            .SampleAsync(
                async (queries, steps) =>
                {
                    var newsroom = await fixture.StartAsync(s_address);
                    await using var uncached = await Newsroom.StartAsync(newsroom.Connections, s_address, s_uncached);
                    await newsroom.FollowAsync();
                    var stories = new Stories(newsroom);
                    await stories.BeginAsync();
                    string[] addresses =
                    [
                        .. queries.SelectMany(query => new[] { $"/v1/articles?{query}", $"/v1/explain?{query}" }),
                    ];
                    foreach (var step in steps)
                    {
                        await stories.DoAsync(step);
                        await newsroom.CatchUpAsync();
                        await uncached.CatchUpAsync();
                        foreach (var address in addresses)
                        {
                            var (made, _) = await AnswerAsync(uncached, address);
                            var (kept, isHit) = await AnswerAsync(newsroom, address);
                            hits += isHit ? 1 : 0;
                            Assert.True(
                                kept == made,
                                $"After {step}, {address} was\n{kept}\ninstead of\n{made}\nin the history\n{string.Join('\n', steps.AsEnumerable())}"
                            );
                        }
                    }
                },
                iter: 2,
                threads: 1
            );
        // How many is chance: a history may change the words of nearly every search at nearly every step.
        Assert.True(hits > 0, "No answer came from the cache.");
    }

    [Fact]
    public async Task A_search_is_kept_through_the_publication_of_a_story_that_has_none_of_its_words()
    {
        var newsroom = await fixture.StartAsync();
        await newsroom.FollowAsync();
        var editor = new Editor(newsroom);
        await editor.AddSectionAsync("news");
        await editor.PublishAsync(Desk.Story("one", "Glaciers of the north"));
        // Each eighth more weighs words anew: here that takes two.
        for (var filler = 0; filler < 17; filler++)
            await editor.PublishAsync(Desk.Story($"filler-{filler}", $"Nothing about it {filler}"));
        const string Path = "/v1/articles?q=glacier";
        await newsroom.Client.GetAsync(Path);

        await editor.PublishAsync(Desk.Story("two", "Harbours of the south"));
        await newsroom.CatchUpAsync();
        Assert.True((await AnswerAsync(newsroom, Path)).IsHit);

        await editor.PublishAsync(Desk.Story("three", "A glacier"));
        await newsroom.CatchUpAsync();
        var (text, isHit) = await AnswerAsync(newsroom, Path);
        Assert.False(isHit);
        Assert.Contains("\"three\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_search_for_a_word_that_no_story_ever_had_learns_of_the_first_that_has_it()
    {
        var newsroom = await fixture.StartAsync();
        await newsroom.FollowAsync();
        var editor = new Editor(newsroom);
        await editor.AddSectionAsync("news");
        for (var filler = 0; filler < 18; filler++)
            await editor.PublishAsync(Desk.Story($"filler-{filler}", $"Glacier {filler}"));
        // One of the two is found, so nothing is mended.
        const string Path = "/v1/articles?q=glacier%20OR%20xylophonist";
        await newsroom.Client.GetAsync(Path);

        await editor.PublishAsync(Desk.Story("first", "Xylophonists"));
        await newsroom.CatchUpAsync();

        Assert.Contains("\"first\"", (await AnswerAsync(newsroom, Path)).Text, StringComparison.Ordinal);
    }

    private static async Task<(string Text, bool IsHit)> AnswerAsync(Newsroom newsroom, string address)
    {
        using var response = await newsroom.Client.GetAsync(address);
        var text = await response.Content.ReadAsStringAsync();
        return (
            $"{(int)response.StatusCode} {response.Headers.ETag} {text}",
            response.Headers.TryGetValues("Cache-Status", out var status) && status.Single() == "newsapi; hit"
        );
    }

    /// <summary>Something that happens to one of the stories.</summary>
    private sealed record Step(bool Withdraw, int Which, string Text, string Language, string Section)
    {
        public static readonly Gen<Step> Any = Gen.Select(
            Gen.Int[0, 3].Select(number => number == 0),
            Gen.Int[0, 11],
            s_text,
            Gen.OneOf("en", "en", "de", "zh"),
            Gen.OneOf("news", "sport"),
            (withdraw, which, text, language, section) => new Step(withdraw, which, text, language, section)
        );
    }

    private sealed class Stories(Newsroom newsroom)
    {
        private readonly Editor _editor = new(newsroom);
        private readonly Desk _desk = new(newsroom);
        private readonly Guid?[] _ids = new Guid?[12];
        private readonly HashSet<Guid> _public = [];
        private int _made;

        /// <summary>So many that not each further one weighs all words anew.</summary>
        public async Task BeginAsync()
        {
            await _editor.AddSectionAsync("news");
            await _editor.AddSectionAsync("sport");
            for (var filler = 0; filler < 40; filler++)
                await _editor.PublishAsync(Desk.Story($"filler-{filler}", $"Filler {filler}", "lantern glacier"));
        }

        public async Task DoAsync(Step step)
        {
            var model = Desk.Story($"story-{++_made}", step.Text, language: step.Language, section: step.Section);
            if (_ids[step.Which] is not { } id)
            {
                _ids[step.Which] = id = await _editor.PublishAsync(model);
                _public.Add(id);
            }
            else if (step.Withdraw && _public.Remove(id))
                await _editor.WithdrawAsync(id);
            else
            {
                await _desk.ReviseAsync(id, await _editor.SaveAsync(model));
                await _editor.PublishAsync(id);
                _public.Add(id);
            }
        }
    }
}

using CsCheck;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Articles;

/// <summary>The pages of any search make up one list, which holds what a plain walk over the same stories in memory holds.
/// </summary>
[Collection(NewsroomCollection.Name)]
public sealed class SearchPropertyTests(SearchPropertyTests.Shared shared) : IClassFixture<SearchPropertyTests.Shared>
{
    private static readonly DateTimeOffset Epoch = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] Words = ["zavumo", "kelomo", "rafido", "tuppiko", "belundo"];

    private static readonly Gen<string> Operand = Gen.OneOf<string>(
        Gen.OneOf(Words),
        Gen.Select(Gen.OneOf(Words), word => $"\"{word}\""),
        Gen.Select(Gen.OneOf(Words), word => $"-{word}"),
        Gen.Select(Gen.OneOf(Words), Gen.OneOf(Words), (a, b) => $"{a} OR {b}"),
        Gen.Select(Gen.OneOf(Words), Gen.OneOf(Words), (a, b) => $"\"{a} {b}\""),
        Gen.Select(Gen.OneOf(Words), Gen.OneOf(Words), (a, b) => $"-\"{a} {b}\"")
    );

    private static readonly Gen<string[]> Searches = Operand.Array[1, 3];

    private readonly HttpClient _client = shared.Newsroom.Client;

    [Fact]
    public async Task In_the_order_of_time_a_search_holds_just_what_a_plain_evaluation_holds()
    {
        await Gen.Select(
                Searches,
                Gen.OneOf("newest", "oldest", "updated"),
                Gen.Int[1, 7],
                Gen.OneOf("", "headline", "body", "headline,standfirst")
            )
            .SampleAsync(
                async (q, sort, limit, fields) =>
                {
                    var matching = shared.Stories.Where(story => story.Matches(q, fields));
                    var ordered =
                        sort == "oldest"
                            ? matching
                                .OrderBy(story => story.PublishedAt)
                                .ThenBy(story => story.Id, StringComparer.Ordinal)
                            : matching
                                .OrderByDescending(story => story.PublishedAt)
                                .ThenByDescending(story => story.Id, StringComparer.Ordinal);
                    var expected = ordered.Select(story => story.Slug).ToList();
                    var where = fields.Length > 0 ? $"&qFields={fields}" : "";
                    var path = Lists.SearchPath(
                        string.Join(' ', q),
                        $"language=en&sort={sort}&limit={limit}&fields=slug{where}"
                    );

                    var (forth, last) = await _client.ReadForthAsync(path);

                    Assert.Equal(expected, forth);
                    Assert.Equal(expected, await _client.ReadBackAsync(last));
                    Assert.Equal(expected.Count, (await _client.JsonAsync(path)).Total());
                },
                iter: 60,
                threads: 1
            );
    }

    [Fact]
    public async Task By_relevance_all_pages_together_hold_each_story_once_whatever_their_size()
    {
        await Gen.Select(Searches, Gen.Int[1, 7], Gen.OneOf("", "headline", "body,standfirst"))
            .SampleAsync(
                async (q, limit, fields) =>
                {
                    var text = string.Join(' ', q);
                    var where = fields.Length > 0 ? $"&qFields={fields}" : "";
                    var whole = await _client.SearchAsync(text, "language=en&limit=100&fields=slug" + where);

                    var (forth, last) = await _client.ReadForthAsync(
                        Lists.SearchPath(text, $"language=en&limit={limit}&fields=slug" + where)
                    );

                    Assert.Equal(whole.Slugs(), forth);
                    Assert.Equal(forth.Distinct(StringComparer.Ordinal), forth);
                    Assert.Equal(whole.Total(), forth.Count);
                    Assert.Equal(forth, await _client.ReadBackAsync(last));

                    // Others are there only where those with everything asked for are few.
                    var strict = shared.Stories.Where(story => story.Matches(q, fields)).Select(story => story.Slug);
                    var having = whole["search"]!["havingAllWords"]?.GetValue<int>() ?? whole.Total();
                    Assert.Equal(strict.Count(), having);
                    Assert.Empty(strict.Except(forth, StringComparer.Ordinal));
                    Assert.Equal(having < whole.Total() ? "some" : "all", whole["search"]!.Text("match"));
                },
                iter: 40,
                threads: 1
            );
    }

    [Fact]
    public async Task Stories_that_come_and_go_between_pages_neither_hide_nor_repeat_others()
    {
        var editor = new Editor(shared.Newsroom);
        var serial = 0;
        await Gen.Select(
                Gen.OneOf(Words),
                Gen.OneOf(Words),
                Gen.OneOf("relevance", "relevance", "newest"),
                Gen.Int[1, 4],
                Gen.Int[0, 1_000_000]
            )
            .SampleAsync(
                async (first, second, sort, limit, seed) =>
                {
                    var random = new Random(seed);
                    // Each run has a language of its own, which is what keeps the runs apart.
                    var run = serial++;
                    var language = $"x{(char)('a' + (run / 26 % 26))}{(char)('a' + (run % 26))}";
                    var present = new Dictionary<string, Guid>(StringComparer.Ordinal);
                    for (var i = 0; i < 12; i++)
                        await AddAsync();

                    var path = Lists.SearchPath($"{first} {second}", $"language={language}&sort={sort}&fields=slug");
                    var throughout = (await _client.JsonAsync(path + "&limit=100")).Slugs().ToHashSet();
                    var seen = new List<string>();
                    path += $"&limit={limit}";
                    while (true)
                    {
                        var page = await _client.JsonAsync(path);
                        seen.AddRange(page.Slugs());
                        if (page["links"]!["next"]?.GetValue<string>() is not { } next)
                            break;
                        path = new Uri(next).PathAndQuery;
                        await AddAsync();
                        // Often the very story that the cursor stands on.
                        var gone = random.Next(2) == 0 ? seen[^1] : present.Keys.ElementAt(random.Next(present.Count));
                        if (present.Remove(gone, out var id))
                        {
                            await editor.WithdrawAsync(id);
                            throughout.Remove(gone);
                        }
                    }

                    Assert.Equal(seen.Distinct(StringComparer.Ordinal), seen);
                    Assert.Empty(throughout.Except(seen, StringComparer.Ordinal));

                    async Task AddAsync()
                    {
                        var slug = $"run-{run}-{present.Count}-{random.Next():x}";
                        var words = Enumerable
                            .Range(0, random.Next(1, 9))
                            .Select(_ => Words[random.Next(Words.Length)]);
                        var draft = Desk.Story(slug, "-", body: string.Join(' ', words), language: language);
                        present[slug] = await editor.PublishAsync(draft, Epoch.AddDays(random.Next(10)));
                    }
                },
                iter: 25,
                threads: 1
            );
    }

    public sealed record Story(string Slug, DateTimeOffset PublishedAt, IReadOnlyDictionary<string, string[]> Texts)
    {
        /// <summary>PostgreSQL compares ids byte by byte, as their text does.</summary>
        public string Id { get; init; } = "";

        /// <summary>Whether it has everything that these operands ask for, in one of the fields or, where none is named,
        /// in any.</summary>
        public bool Matches(IEnumerable<string> operands, string fields)
        {
            var looked = Texts.Where(text => fields.Length == 0 || fields.Split(',').Contains(text.Key));
            return operands.All(operand => Holds(operand, [.. looked.Select(text => text.Value)]));
        }

        private static bool Holds(string operand, string[][] texts)
        {
            if (operand[0] == '-')
                return !Holds(operand[1..], texts);
            if (operand.Contains(" OR ", StringComparison.Ordinal))
                return Array.Exists(operand.Split(" OR "), part => Holds(part, texts));
            var phrase = $" {operand.Trim('"')} ";
            return Array.Exists(
                texts,
                text => $" {string.Join(' ', text)} ".Contains(phrase, StringComparison.Ordinal)
            );
        }
    }

    public sealed class Shared(NewsroomFixture fixture) : IAsyncLifetime
    {
        public Newsroom Newsroom { get; private set; } = null!;

        /// <summary>In English; what the tests add is in other languages.</summary>
        public IReadOnlyList<Story> Stories { get; private set; } = [];

        public async Task InitializeAsync()
        {
            Newsroom = await fixture.StartAsync();
            var editor = new Editor(Newsroom);
            await editor.AddSectionAsync("news");
            var random = new Random(20260101);
            var stories = new List<Story>();
            for (var i = 0; i < 50; i++)
            {
                var texts = new Dictionary<string, string[]>(StringComparer.Ordinal)
                {
                    ["headline"] = Some(1, 3),
                    ["standfirst"] = Some(0, 3),
                    ["body"] = Some(0, 12),
                };
                // Some at the same instant, so that the order of equals shows.
                var story = new Story($"story-{i}", Epoch.AddDays(random.Next(20)), texts);
                var draft = Desk.Story(
                    story.Slug,
                    string.Join(' ', texts["headline"]),
                    string.Join(' ', texts["standfirst"]),
                    string.Join(' ', texts["body"])
                );
                var id = await editor.PublishAsync(draft, story.PublishedAt);
                stories.Add(story with { Id = id.ToString() });
            }
            Stories = stories;

            string[] Some(int least, int most) =>
                [.. Enumerable.Range(0, random.Next(least, most + 1)).Select(_ => Words[random.Next(Words.Length)])];
        }

        public Task DisposeAsync() => Task.CompletedTask;
    }
}

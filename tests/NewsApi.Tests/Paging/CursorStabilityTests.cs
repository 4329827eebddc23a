using CsCheck;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Paging;

/// <summary>A reader who pages while stories come and go sees each story that was there throughout, once.</summary>
[Collection(NewsroomCollection.Name)]
public sealed class CursorStabilityTests(NewsroomFixture fixture)
{
    private static readonly DateTimeOffset Epoch = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Stories_that_come_and_go_between_pages_neither_hide_nor_repeat_others()
    {
        var newsroom = await fixture.StartAsync();
        var editor = new Editor(newsroom);
        await editor.AddSectionAsync("news");
        var serial = 0;

        await Gen.Select(Gen.OneOf("newest", "oldest", "updated"), Gen.Int[1, 4], Gen.Int[0, 1_000_000])
            .SampleAsync(
                async (sort, limit, seed) =>
                {
                    var random = new Random(seed);
                    // Each run has a language of its own, which is what keeps the runs apart.
                    var run = $"run-{serial++}";
                    var present = new Dictionary<string, Guid>(StringComparer.Ordinal);
                    for (var i = 0; i < 12; i++)
                        await AddAsync();
                    var throughout = present.Keys.ToHashSet(StringComparer.Ordinal);
                    var seen = new List<string>();

                    var path = $"/v1/articles?language=x{Letters(run)}&sort={sort}&limit={limit}&fields=slug";
                    while (true)
                    {
                        var page = await newsroom.Client.JsonAsync(path);
                        seen.AddRange(page.Items().Select(item => item.Text("slug")));
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
                        var slug = $"{run}-{present.Count}-{random.Next():x}";
                        var draft = Editor.Draft(slug) with { Language = "x" + Letters(run) };
                        present[slug] = await editor.PublishAsync(draft, Epoch.AddDays(random.Next(10)));
                    }
                },
                iter: 40,
                threads: 1
            );
    }

    // A made-up language of two letters for each run.
    private static string Letters(string run)
    {
        var number = int.Parse(run.AsSpan("run-".Length));
        return $"{(char)('a' + (number / 26 % 26))}{(char)('a' + (number % 26))}";
    }
}

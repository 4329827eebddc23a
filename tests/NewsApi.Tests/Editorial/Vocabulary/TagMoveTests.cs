using System.Net;
using Microsoft.Extensions.DependencyInjection;
using NewsApi.Editorial;
using NewsApi.Storage;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Vocabulary;

/// <summary>How tags move, and with them any number of stories.</summary>
[Collection(EditingCollection.Name)]
public sealed class TagMoveTests(NewsroomFixture fixture) : IAsyncLifetime
{
    private const string Path = "/v1/editorial/tags";

    private Newsroom _newsroom = null!;
    private EditorialClient _desk = null!;
    private Editor _editor = null!;

    public async Task InitializeAsync()
    {
        _newsroom = await fixture.StartAsync();
        _desk = await EditorialClient.ForAsync(_newsroom);
        _editor = new Editor(_newsroom);
        await _editor.AddSectionAsync("news");
    }

    public async Task DisposeAsync()
    {
        _desk.Dispose();
        await _newsroom.DisposeAsync();
    }

    [Fact]
    public async Task It_moves_with_all_below_it_and_what_is_now_above_becomes_public()
    {
        await _editor.AddTagAsync("place/world", "World");
        await _editor.AddTagAsync("place/europe", "Europe", parent: "place/world");
        await _editor.AddTagAsync("place/ukraine", "Ukraine");
        await _editor.AddTagAsync("place/kyiv", "Kyiv", parent: "place/ukraine");
        await _editor.PublishAsync(Editor.Draft("story") with { Tags = ["place/kyiv"] });
        await _newsroom.Client.JsonAsync("/v1/tags/place/europe", HttpStatusCode.NotFound);
        await _newsroom.Client.JsonAsync("/v1/articles?tag=place/ukraine~");

        await _desk.PatchTagAsync("place/ukraine", new { parent = "place/europe" });

        foreach (var above in new[] { "world", "europe", "ukraine" })
            Assert.Equal(["story"], (await _newsroom.Client.JsonAsync($"/v1/articles?tag=place/{above}~")).Slugs());
        Assert.Equal(2, await _desk.ChangesAsync());
        Assert.True((await _desk.ReadAsync($"{Path}/place/world"))["isPublic"]!.GetValue<bool>());

        await _desk.PatchTagAsync("place/ukraine", new { parent = (string?)null });
        Assert.Empty((await _newsroom.Client.JsonAsync("/v1/articles?tag=place/world~")).Slugs());
        // Once known, it stays known.
        Assert.Equal(0, (await _newsroom.Client.JsonAsync("/v1/tags/place/world"))["articleCount"]!.GetValue<int>());
    }

    [Fact]
    public async Task No_tag_moves_below_itself_too_deep_or_to_another_type()
    {
        await _editor.AddTagAsync("topic/level-0");
        for (var level = 1; level <= 7; level++)
            await _editor.AddTagAsync($"topic/level-{level}", parent: $"topic/level-{level - 1}");
        await _editor.AddTagAsync("topic/other");
        await _editor.AddTagAsync("topic/below-other", parent: "topic/other");
        await _editor.AddTagAsync("place/other");

        foreach (
            var (slug, parent) in new[]
            {
                ("level-2", "topic/level-2"),
                ("level-2", "topic/level-5"),
                ("other", "topic/level-6"),
                ("level-0", "topic/other"),
                ("other", "place/other"),
            }
        )
        {
            var problem = await _desk.PatchTagAsync($"topic/{slug}", new { parent }, HttpStatusCode.BadRequest);
            Assert.Equal(["/parent"], problem.FaultyNames());
        }
        await _desk.PatchTagAsync("topic/other", new { parent = "topic/level-5" });
        Assert.Equal(
            ["/type"],
            (
                await _desk.PatchTagAsync(
                    "topic/other",
                    new { type = "event", parent = (string?)null },
                    HttpStatusCode.BadRequest
                )
            ).FaultyNames()
        );
    }

    [Fact]
    public async Task More_stories_follow_than_are_written_at_once_and_stay_in_their_order()
    {
        const int Stories = 1100;
        await _editor.AddTagAsync("topic/old", "Zavumo");
        await _editor.AddTagAsync("topic/new", "Belundo");
        await PublishAsync(Stories, "topic/old");
        var (before, _) = await _newsroom.Client.ReadForthAsync("/v1/articles?tag=topic/old&fields=slug&limit=100");

        await _desk.MergeTagAsync("topic/old", "topic/new");

        var (after, _) = await _newsroom.Client.ReadForthAsync("/v1/articles?tag=topic/new&fields=slug&limit=100");
        Assert.Equal(before, after);
        Assert.Equal(
            Stories,
            (await _newsroom.Client.JsonAsync("/v1/tags/topic/new"))["articleCount"]!.GetValue<int>()
        );
        Assert.Equal(2 * Stories, await _desk.ChangesAsync());
        Assert.Equal(2, (await _newsroom.Client.JsonAsync($"/v1/articles/{after[0]}"))["version"]!.GetValue<int>());
        Assert.Empty((await _newsroom.Client.SearchAsync("zavumo")).Slugs());
    }

    private async Task PublishAsync(int stories, string tag)
    {
        var services = _newsroom.Services;
        var database = services.GetRequiredService<EditorialDatabase>();
        await using var connection = await database.OpenAsync(CancellationToken.None);
        await using var transaction = await connection.BeginTransactionAsync();
        var verdicts = await services
            .GetRequiredService<DraftReview>()
            .ReviewAsync(
                transaction,
                [
                    .. Enumerable
                        .Range(0, stories)
                        .Select(number => new SubmittedDraft(
                            Guid.CreateVersion7(),
                            Editor.Draft($"story-{number}") with
                            {
                                Tags = [tag],
                            },
                            GoesPublic: true
                        )),
                ],
                CancellationToken.None
            );
        ReviewedDraft[] drafts = [.. verdicts.Select(verdict => verdict.Accepted!)];
        await services
            .GetRequiredService<ArticleStore>()
            .CreateAsync(transaction, drafts, "test", CancellationToken.None);
        var epoch = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        await services
            .GetRequiredService<Publisher>()
            .PublishAsync(
                transaction,
                [
                    .. drafts.Select(
                        (draft, number) =>
                        {
                            var at = epoch.AddMinutes(number);
                            return new Release(draft.Id, new(at, at, at, ExpiresAt: null));
                        }
                    ),
                ],
                "test",
                CancellationToken.None
            );
        await _newsroom.CommitAsync(transaction);
    }
}

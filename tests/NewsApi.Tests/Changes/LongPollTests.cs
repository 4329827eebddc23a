using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NewsApi.Changes;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Changes;

[Collection(AloneCollection.Name)]
public sealed class LongPollTests(NewsroomFixture fixture) : IAsyncLifetime
{
    /// <summary>Much more than it takes, and much less than the wait that would show otherwise.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    private Newsroom _newsroom = null!;
    private Editor _editor = null!;

    public async Task InitializeAsync()
    {
        _newsroom = await fixture.StartAsync();
        _editor = new Editor(_newsroom);
        await _editor.AddSectionAsync("news");
        await _editor.AddSectionAsync("sport");
        await _editor.PublishAsync(Editor.Draft("first"));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task It_answers_as_soon_as_something_is_public()
    {
        var clock = Stopwatch.StartNew();
        var polls = Enumerable
            .Range(0, 20)
            .Select(_ => _newsroom.Client.JsonAsync("/v1/changes?after=1&wait=60&include=article&fields=slug"))
            .ToList();
        await Task.Delay(200);
        Assert.All(polls, poll => Assert.False(poll.IsCompleted));

        await _editor.PublishAsync(Editor.Draft("second"));

        foreach (var page in await Task.WhenAll(polls))
        {
            Assert.Equal(["second"], page.Items().Select(item => item["article"]!.Text("slug")));
            Assert.Equal(2, page["after"]!.GetValue<long>());
        }
        Assert.True(clock.Elapsed < Soon, $"took {clock.Elapsed}");
    }

    [Fact]
    public async Task It_answers_with_nothing_when_the_time_is_over()
    {
        var clock = Stopwatch.StartNew();

        var page = await _newsroom.Client.JsonAsync("/v1/changes?after=1&wait=1");

        Assert.InRange(clock.Elapsed, TimeSpan.FromSeconds(0.9), Soon);
        Assert.Empty(page.Items());
        Assert.Equal(1, page["after"]!.GetValue<long>());
        Assert.False(page["hasMore"]!.GetValue<bool>());
    }

    [Fact]
    public async Task It_is_not_disturbed_by_what_does_not_match_but_moves_on_past_it()
    {
        var waiting = _newsroom.Client.JsonAsync("/v1/changes?after=0&wait=60&section=-news");
        for (var i = 0; i < 5; i++)
            await _editor.PublishAsync(Editor.Draft($"more-{i}"));
        var nothing = await _newsroom.Client.JsonAsync("/v1/changes?after=0&wait=1&section=-news");
        Assert.False(waiting.IsCompleted);

        await _editor.PublishAsync(Editor.Draft("race", "sport"));
        var something = await waiting;

        Assert.Empty(nothing.Items());
        Assert.Equal(6, nothing["after"]!.GetValue<long>());
        Assert.Equal(["race"], something.Items().Select(item => item.Text("slug")));
        Assert.Equal(7, something["after"]!.GetValue<long>());
    }

    [Fact]
    public async Task It_ends_with_the_service()
    {
        var clock = Stopwatch.StartNew();
        var poll = _newsroom.Client.JsonAsync("/v1/changes?after=1&wait=60");
        await Task.Delay(200);

        _newsroom.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        Assert.Empty((await poll).Items());
        Assert.True(clock.Elapsed < Soon, $"took {clock.Elapsed}");
    }

    /// <summary>One request looks at a bounded part of the log, and says that there is more.</summary>
    [Fact]
    public async Task Where_little_matches_it_goes_on_in_steps()
    {
        await new Wire(_newsroom).AppendAsync(ChangeLog.Window + 500);
        await _editor.PublishAsync(Editor.Draft("race", "sport"));

        var first = await _newsroom.Client.JsonAsync("/v1/changes?section=sport&wait=60");
        var second = await _newsroom.Client.JsonAsync(new Uri(first["links"]!.Text("next")).PathAndQuery);

        Assert.Empty(first.Items());
        Assert.True(first["hasMore"]!.GetValue<bool>());
        Assert.InRange(first["after"]!.GetValue<long>(), ChangeLog.Window, ChangeLog.Window + 500);
        Assert.Equal(["race"], second.Items().Select(item => item.Text("slug")));
        Assert.Equal(ChangeLog.Window + 502, second["after"]!.GetValue<long>());
        Assert.False(second["hasMore"]!.GetValue<bool>());
    }
}

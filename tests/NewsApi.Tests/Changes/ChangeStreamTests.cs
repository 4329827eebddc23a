using System.Diagnostics;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;
using FluentValidation;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NewsApi.Changes;
using NewsApi.Filtering;
using NewsApi.Following;
using NewsApi.Http;
using NewsApi.Tests.Http;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Changes;

[Collection(NewsroomCollection.Name)]
public sealed class ChangeStreamTests(NewsroomFixture fixture) : IAsyncLifetime
{
    private Newsroom _newsroom = null!;
    private Editor _editor = null!;
    private Wire _wire = null!;

    public async Task InitializeAsync()
    {
        _newsroom = await fixture.StartAsync();
        (_editor, _wire) = (new Editor(_newsroom), new Wire(_newsroom));
        await _editor.AddSectionAsync("news");
        await _editor.AddSectionAsync("sport");
        await _editor.PublishAsync(Editor.Draft("first"));
    }

    Task IAsyncLifetime.DisposeAsync()
    {
        Assert.Empty(_newsroom.Logs.AtLeast(LogLevel.Warning));
        return Task.CompletedTask;
    }

    [Fact]
    public async Task It_tells_of_what_happens_from_now_on()
    {
        await using var stream = await EventReader.OpenAsync(_newsroom, "include=article&fields=headline");

        var second = await _editor.PublishAsync(Editor.Draft("second"));
        var published = await stream.TakeAsync(1);
        await _editor.WithdrawAsync(second);
        ReceivedEvent[] events = [.. published, .. await stream.TakeAsync(1)];

        Assert.Equal([(2, "published"), (3, "withdrawn")], events.Select(received => (received.Id, received.Kind)));
        Assert.All(events, received => Assert.Equal(received.Kind, received.Change.Text("kind")));
        Assert.Equal(
            ["Headline of second", null],
            events.Select(received => (string?)received.Change["article"]?["headline"])
        );
    }

    [Fact]
    public async Task Its_headers_keep_everyone_from_holding_events_back()
    {
        await using var stream = await EventReader.OpenAsync(_newsroom);

        Assert.Equal("text/event-stream", stream.Response.Header("Content-Type"));
        Assert.Equal("no-store", stream.Response.Header("Cache-Control"));
        Assert.Equal("no", stream.Response.Header("X-Accel-Buffering"));
        Assert.Empty(stream.Response.Header("Content-Encoding"));
        Assert.Equal(2000, stream.Retry);
    }

    [Theory]
    [InlineData("text/event-stream", 200)]
    [InlineData("text/*", 200)]
    [InlineData("*/*", 200)]
    [InlineData("application/json", 406)]
    [InlineData("text/event-stream;q=0, */*", 406)]
    public async Task Accept_decides_whether_there_is_a_stream(string accept, int status)
    {
        using var response = await _newsroom.GetAsync("/v1/changes/stream", ("Accept", accept));

        Assert.Equal(status, (int)response.StatusCode);
    }

    /// <summary>Whoever loses the connection before anything happened must not lose what happens then.</summary>
    [Fact]
    public async Task A_client_knows_its_place_before_the_first_event()
    {
        var stream = await EventReader.OpenAsync(_newsroom);
        await stream.DisposeAsync();
        await _editor.PublishAsync(Editor.Draft("second"));

        await using var again = await EventReader.OpenAsync(_newsroom, lastEventId: stream.LastEventId);

        Assert.Equal(2, (await again.NextAsync())!.Id);
    }

    [Theory]
    [InlineData("after=0", null, 1)]
    [InlineData("after=1", null, 2)]
    [InlineData("after=0", "1", 2)]
    [InlineData("after=2", "0", 1)]
    public async Task It_begins_where_it_is_told_to_and_Last_Event_ID_wins(
        string query,
        string? lastEventId,
        long first
    )
    {
        await _editor.PublishAsync(Editor.Draft("second"));

        await using var stream = await EventReader.OpenAsync(_newsroom, query, lastEventId);

        Assert.Equal(first, (await stream.NextAsync())!.Id);
    }

    [Fact]
    public async Task A_client_that_comes_and_goes_misses_nothing_and_gets_nothing_twice()
    {
        const int Stories = 60;
        var random = new Random(7);
        var writing = WriteAsync();

        var received = new List<long>();
        string? place = "1";
        while (received.Count < Stories)
        {
            await using var stream = await EventReader.OpenAsync(_newsroom, lastEventId: place);
            var most = Math.Min(random.Next(1, 9), Stories - received.Count);
            received.AddRange((await stream.TakeAsync(most)).Select(change => change.Id));
            place = stream.LastEventId;
        }
        await writing;

        Assert.Equal(Enumerable.Range(2, Stories).Select(id => (long)id), received);

        async Task WriteAsync()
        {
            for (var i = 0; i < Stories; i++)
                await _editor.PublishAsync(Editor.Draft($"story-{i}"));
        }
    }

    /// <summary>Neither what is in memory nor what is read from the database may be lost on a client that stops reading.</summary>
    [Fact]
    public async Task A_slow_reader_gets_everything_and_holds_up_nobody()
    {
        const int Changes = 40_000;
        using var slow = new TcpClient { ReceiveBufferSize = 4096 };
        await slow.ConnectAsync(_newsroom.BaseAddress.Host, _newsroom.BaseAddress.Port);
        await using var socket = slow.GetStream();
        await socket.WriteAsync("GET /v1/changes/stream HTTP/1.0\r\nHost: localhost\r\n\r\n"u8.ToArray());
        using var lines = new StreamReader(socket, Encoding.UTF8);
        while ((await lines.ReadLineAsync())!.Length > 0) { }
        await using var quick = await EventReader.OpenAsync(_newsroom);

        await _wire.AppendAsync(Changes);
        await quick.TakeAsync(Changes);
        await _editor.PublishAsync(Editor.Draft("last"));
        Assert.Equal(Changes + 2, (await quick.NextAsync())!.Id);
        // The web server by itself cuts off who takes nothing for five seconds.
        await Task.Delay(TimeSpan.FromSeconds(10));

        var ids = new List<long>();
        while (ids.Count == 0 || ids[^1] < Changes + 2)
        {
            var line = await lines.ReadLineAsync();
            if (line!.StartsWith("event: ", StringComparison.Ordinal))
                ids.Add(0);
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
                ids[^1] = long.Parse(line.Split("\"seq\":")[1].Split(',')[0], null);
        }
        Assert.Equal(Enumerable.Range(2, Changes + 1).Select(id => (long)id), ids);
    }

    [Fact]
    public async Task Five_hundred_listeners_cost_one_connection_to_the_database()
    {
        const int Listeners = 500;
        using var running = new RunningRequests(_newsroom);
        // Names in filters are remembered for a while.
        await (await EventReader.OpenAsync(_newsroom, "section=news")).DisposeAsync();
        await running.BecomeAsync(0);
        var connections = await _wire.ConnectionsAsync();
        var streams = await Task.WhenAll(
            Enumerable
                .Range(0, Listeners)
                .Select(i => EventReader.OpenAsync(_newsroom, i % 2 == 0 ? "" : "section=news"))
        );
        try
        {
            // The pool of the tests has room for 20.
            Assert.InRange(await _wire.ConnectionsAsync(), connections, 20);
            await running.BecomeAsync(Listeners);
            var clock = Stopwatch.StartNew();

            await _editor.PublishAsync(Editor.Draft("second"));
            var events = await Task.WhenAll(streams.Select(stream => stream.NextAsync()));

            Assert.All(events, received => Assert.Equal(2, received!.Id));
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), $"took {clock.Elapsed}");
        }
        finally
        {
            foreach (var stream in streams)
                await stream.DisposeAsync();
        }
        await running.BecomeAsync(0);
    }

    [Fact]
    public async Task It_ends_with_the_service()
    {
        await using var stream = await EventReader.OpenAsync(_newsroom);
        var clock = Stopwatch.StartNew();

        _newsroom.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        Assert.Null(await stream.NextAsync());
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"took {clock.Elapsed}");
    }

    /// <summary>What does not match moves the place on, so that it need not be looked through again; silence is broken before a
    /// proxy takes it for the end. Both are seldom, so that this test's clock goes a hundred times as fast.</summary>
    [Fact]
    public async Task A_heartbeat_carries_the_place_past_what_does_not_match()
    {
        var time = new HastyTime(100);
        var services = _newsroom.Services;
        await _editor.PublishAsync(Editor.Draft("race", "sport"));
        Assert.True(Parameter<FilterExpression>.TryParse("sport", null, out var sport));
        var query = new StreamChangesQuery(Section: sport);
        await services
            .GetRequiredService<IValidator<StreamChangesQuery>>()
            .ValidateAsync(RequestValidation.Of(query, new DefaultHttpContext()));
        using var stopping = new CancellationTokenSource();
        var pipe = new Pipe();
        var stream = new ChangeStream(
            after: 2,
            query,
            new ChangeLog(
                services.GetRequiredService<ChangeFeed>(),
                services.GetRequiredService<ChangeRepository>(),
                time,
                services.GetRequiredService<IHostApplicationLifetime>()
            ),
            services.GetRequiredService<ChangePresenter>(),
            time,
            stopping.Token
        );

        var telling = stream.ExecuteAsync(new DefaultHttpContext { Response = { Body = pipe.Writer.AsStream() } });
        using var told = new StreamReader(pipe.Reader.AsStream());
        var silent = await ReadAsync(lines: 9);
        await _editor.PublishAsync(Editor.Draft("second"));
        var after = "";
        while (!after.Contains("id:", StringComparison.Ordinal))
            after += await ReadAsync(lines: 2);
        after += await ReadAsync(lines: 2);
        await stopping.CancelAsync();
        await telling;

        Assert.Equal("retry: 2000\nid: 2\n\n:\n\n:\n\n:\n\n", silent);
        Assert.Matches("^(:\n\n)*id: 3\n\n:\n\n$", after);

        async Task<string> ReadAsync(int lines)
        {
            var text = "";
            for (var i = 0; i < lines; i++)
                text += await told.ReadLineAsync() + "\n";
            return text;
        }
    }
}

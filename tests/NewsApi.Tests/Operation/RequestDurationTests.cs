using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using NewsApi.Operation;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Operation;

/// <summary>Every request is measured once, whoever has answered it.</summary>
[Collection(NewsroomCollection.Name)]
public sealed class RequestDurationTests(NewsroomFixture fixture)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData("GET", "/v1/sections", "GET 200 /v1/sections/")]
    [InlineData("HEAD", "/v1/sections", "HEAD 200 /v1/sections/")]
    [InlineData("GET", "/v1/articles/no-such-story", "GET 404 /v1/articles/{idOrSlug}")]
    // The exception that refuses it takes the endpoint away.
    [InlineData("GET", "/v1/articles?limit=none", "GET 400 /v1/articles")]
    [InlineData("GET", "/no-such-path", "GET 404 ")]
    [InlineData("DELETE", "/v1/sections", "DELETE 405 ")]
    [InlineData("BREW", "/v1/sections", "_OTHER 405 ")]
    [InlineData("GET", "/v1/sections?%zz", "GET 400 ")]
    public async Task A_request_is_measured_by_method_status_and_route(string method, string target, string expected)
    {
        await using var newsroom = await Newsroom.StartAsync(fixture.Sample.Connections);
        await newsroom.FollowAsync();
        using var measured = new Measured(newsroom);

        // The second time most of these come from the cache.
        for (var turn = 0; turn < 2; turn++)
        {
            using var request = new HttpRequestMessage(
                new HttpMethod(method),
                new Uri(
                    newsroom.BaseAddress + target[1..],
                    new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }
                )
            );
            using var client = new HttpClient();
            using var response = await client.SendAsync(request);
        }

        Assert.Equal([expected, expected], await measured.TakeAsync(2));
    }

    /// <summary>What is measured of the requests to one service.</summary>
    private sealed class Measured : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly ConcurrentQueue<string> _requests = new();

        public Measured(Newsroom newsroom)
        {
            var meters = newsroom.Services.GetRequiredService<IMeterFactory>();
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == Telemetry.RequestMeter && instrument.Meter.Scope == meters)
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<double>(
                (_, seconds, tags, _) =>
                {
                    Assert.InRange(seconds, 0, Patience.TotalSeconds);
                    _requests.Enqueue(
                        $"{Tag("http.request.method", tags)} {Tag("http.response.status_code", tags)} {Tag("http.route", tags)}"
                    );
                }
            );
            _listener.Start();
        }

        /// <summary>They are measured just after their answers are complete.</summary>
        public async Task<IReadOnlyCollection<string>> TakeAsync(int expected)
        {
            var clock = Stopwatch.StartNew();
            while (_requests.Count < expected && clock.Elapsed < Patience)
                await Task.Delay(10);
            return _requests;
        }

        public void Dispose() => _listener.Dispose();

        private static object? Tag(string name, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (var (key, value) in tags)
            {
                if (key == name)
                    return value;
            }
            return null;
        }
    }
}

using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Changes;

/// <summary>Counts the requests that a service is busy with, of those that came after this.</summary>
internal sealed class RunningRequests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly MeterListener _listener = new();
    private long _running;

    public RunningRequests(Newsroom newsroom)
    {
        // Other services run in this process.
        var meters = newsroom.Services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "http.server.active_requests" && instrument.Meter.Scope == meters)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, difference, _, _) => Interlocked.Add(ref _running, difference));
        _listener.Start();
    }

    /// <summary>Waits until it is this many.</summary>
    public async Task BecomeAsync(int expected)
    {
        var clock = Stopwatch.StartNew();
        while (Interlocked.Read(ref _running) != expected && clock.Elapsed < Patience)
            await Task.Delay(20);
        Assert.Equal(expected, Interlocked.Read(ref _running));
    }

    public void Dispose() => _listener.Dispose();
}

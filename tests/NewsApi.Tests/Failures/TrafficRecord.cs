using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Logging;
using NewsApi.Tests.Http;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Failures;

/// <summary>What became of the requests of <see cref="Traffic"/>: how many there were of each kind, how long the longest took, and what
/// was wrong.</summary>
internal sealed class TrafficRecord(RecordedLogs logs)
{
    private readonly ConcurrentQueue<string> _faults = new();
    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Lock _longest = new();
    private TimeSpan _longestRefusal;
    private TimeSpan _longestAnswer;
    private TimeSpan _lastConfirmed;
    private TimeSpan _longestPause;

    public int Confirmed => Count("confirmed");

    public int Refused => Count("refused");

    public string Summary
    {
        get
        {
            var counts = string.Join(
                ", ",
                _counts.OrderBy(count => count.Key).Select(count => $"{count.Value} {count.Key}")
            );
            lock (_longest)
                return $"In {_clock.Elapsed.TotalSeconds:0.0} s: {counts}; longest answer {_longestAnswer.TotalMilliseconds:0} ms, "
                    + $"refusal {_longestRefusal.TotalMilliseconds:0} ms, editor's pause {_longestPause.TotalMilliseconds:0} ms.";
        }
    }

    /// <summary>Notes that the editor was told that something is done.</summary>
    public void Confirm()
    {
        Add("confirmed");
        lock (_longest)
        {
            _longestPause = Longer(_longestPause, _clock.Elapsed - _lastConfirmed);
            _lastConfirmed = _clock.Elapsed;
        }
    }

    /// <summary>Notes an answer that was as it should be.</summary>
    public void Note(HttpResponseMessage response, TimeSpan took)
    {
        var isRefused = response.StatusCode == HttpStatusCode.ServiceUnavailable;
        Add(
            isRefused ? "refused"
            : Traffic.IsOld(response) ? "old"
            : response.Header("Cache-Status").StartsWith("newsapi; hit", StringComparison.Ordinal) ? "hits"
            : "made"
        );
        lock (_longest)
        {
            if (isRefused)
                _longestRefusal = Longer(_longestRefusal, took);
            else
                _longestAnswer = Longer(_longestAnswer, took);
        }
    }

    public void NoteRefusedWrite() => Add("writes refused");

    public void Accuse(string fault) => _faults.Enqueue(fault);

    public async Task AccuseAsync(string what, HttpResponseMessage response) =>
        Accuse(
            $"{what}: {(int)response.StatusCode} {response.Header("Cache-Status")} {response.Headers.RetryAfter} "
                + await response.Content.ReadAsStringAsync()
        );

    public void AssertNoFault() =>
        Assert.True(
            _faults.IsEmpty,
            $"{_faults.Count} faults. {Summary}\n{string.Join('\n', _faults.Take(5))}\n{string.Join('\n', logs.AtLeast(LogLevel.Warning).Take(20))}"
        );

    private void Add(string what) => _counts.AddOrUpdate(what, 1, (_, count) => count + 1);

    private int Count(string what) => _counts.GetValueOrDefault(what);

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}

using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace NewsApi.Tests.Support;

/// <summary>Keeps what the service logs, for tests that say what must or must not be there.</summary>
public sealed class RecordedLogs : ILoggerProvider
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text)> _entries = new();

    public IReadOnlyList<string> AtLeast(LogLevel level) =>
        [.. _entries.Where(entry => entry.Level >= level).Select(entry => entry.Text)];

    public ILogger CreateLogger(string categoryName) => new Recorder(categoryName, _entries);

    public void Dispose() { }

    private sealed class Recorder(string category, ConcurrentQueue<(LogLevel, string)> entries) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => entries.Enqueue((logLevel, $"{category}: {formatter(state, exception)} {exception}"));
    }
}

using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Waypost.FlagProvider.Tests.Support;

/// <summary>Records everything that is logged, including scopes.</summary>
internal sealed class RecordingLogger : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> lines = new();

    public IReadOnlyCollection<string> Lines => lines;

    /// <summary>The log messages, without scopes.</summary>
    public ConcurrentQueue<(LogLevel Level, string Text)> Entries { get; } = new();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        lines.Enqueue(Text(state, null));
        return null;
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        Entries.Enqueue((logLevel, formatter(state, exception)));
        lines.Enqueue($"{formatter(state, exception)} {Text(state, exception)}");
    }

    public void Dispose() { }

    private static string Text(object? state, Exception? exception) =>
        $"{(state is IEnumerable<KeyValuePair<string, object?>> fields ? string.Join(' ', fields) : state)} {exception}";
}

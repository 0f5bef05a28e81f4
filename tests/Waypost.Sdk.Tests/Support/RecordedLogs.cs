using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Waypost.Sdk.Tests.Support;

/// <summary>Records log messages.</summary>
internal sealed class RecordedLogs : ILoggerFactory, ILogger
{
    private readonly Lock linesLock = new();
    private readonly List<(string Text, TaskCompletionSource Logged)> waiters = [];

    public ConcurrentQueue<(LogLevel Level, string Text)> Lines { get; } = new();

    /// <summary>Completes once a line that contains this text was logged.</summary>
    public Task WaitForAsync(string text)
    {
        lock (linesLock)
        {
            if (Lines.Any(line => line.Text.Contains(text, StringComparison.Ordinal)))
            {
                return Task.CompletedTask;
            }

            var logged = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiters.Add((text, logged));
            return logged.Task.WaitAsync(TestTimeout.Token());
        }
    }

    public IEnumerable<string> At(LogLevel level) => Lines.Where(line => line.Level == level).Select(line => line.Text);

    public ILogger CreateLogger(string categoryName) => this;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        var text = $"{formatter(state, exception)} {exception}";
        lock (linesLock)
        {
            Lines.Enqueue((logLevel, text));
            waiters.Where(wait => text.Contains(wait.Text, StringComparison.Ordinal)).ToList().ForEach(wait => wait.Logged.TrySetResult());
        }
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void AddProvider(ILoggerProvider provider) { }

    public void Dispose() { }
}

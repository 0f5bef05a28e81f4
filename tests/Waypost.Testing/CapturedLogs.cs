using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Waypost.Testing;

/// <param name="Level">The entry's level.</param>
/// <param name="Text">The message, followed by the exception if there is one.</param>
public sealed record CapturedLog(LogLevel Level, string Text);

/// <summary>Keeps everything that is logged. Its provider alias for filters is <c>Captured</c>.</summary>
[ProviderAlias("Captured")]
public sealed class CapturedLogs : ILoggerProvider, ILoggerFactory, ILogger
{
    private readonly Lock guard = new();
    private readonly List<(string Part, TaskCompletionSource Logged)> waiting = [];
    private readonly ConcurrentQueue<CapturedLog> entries = new();
    private readonly ConcurrentQueue<string> everything = new();

    public IReadOnlyCollection<CapturedLog> Entries => entries;

    /// <summary>Messages, fields, scopes and exceptions: a secret may be in none of them.</summary>
    public IReadOnlyCollection<string> Everything => everything;

    public IEnumerable<string> At(LogLevel level) => entries.Where(entry => entry.Level == level).Select(entry => entry.Text);

    /// <summary>Completes when an entry that contains this text is logged, or was logged before.</summary>
    public Task WaitForAsync(string part)
    {
        lock (guard)
        {
            if (entries.Any(entry => entry.Text.Contains(part, StringComparison.Ordinal)))
            {
                return Task.CompletedTask;
            }
            var logged = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.Add((part, logged));
            return logged.Task.WaitAsync(TestTimeout.Token());
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        everything.Enqueue($"{state} {Fields(state)}");
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
        ArgumentNullException.ThrowIfNull(formatter);
        var text = exception is null ? formatter(state, null) : $"{formatter(state, exception)} {exception}";
        everything.Enqueue($"{text} {Fields(state)}");
        lock (guard)
        {
            entries.Enqueue(new(logLevel, text));
            foreach (var (_, logged) in waiting.Where(wait => text.Contains(wait.Part, StringComparison.Ordinal)))
            {
                logged.TrySetResult();
            }
        }
    }

    public void AddProvider(ILoggerProvider provider) { }

    public void Dispose() { }

    private static string Fields(object? state) =>
        state is IEnumerable<KeyValuePair<string, object?>> fields ? string.Join(' ', fields) : "";
}

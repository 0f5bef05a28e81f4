using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Waypost.Sdk.Tests.Support;

/// <summary>Keeps what was logged.</summary>
internal sealed class Logs : ILoggerFactory, ILogger
{
    private readonly Lock guard = new();
    private readonly List<(string Part, TaskCompletionSource Said)> awaited = [];

    public ConcurrentQueue<(LogLevel Level, string Text)> Lines { get; } = new();

    /// <summary>Completes once a line that holds this was logged.</summary>
    public Task SaidAsync(string part)
    {
        lock (guard)
        {
            if (Lines.Any(line => line.Text.Contains(part, StringComparison.Ordinal)))
            {
                return Task.CompletedTask;
            }

            var said = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            awaited.Add((part, said));
            return said.Task.WaitAsync(Patience.Token());
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
        lock (guard)
        {
            Lines.Enqueue((logLevel, text));
            awaited.Where(wait => text.Contains(wait.Part, StringComparison.Ordinal)).ToList().ForEach(wait => wait.Said.TrySetResult());
        }
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void AddProvider(ILoggerProvider provider) { }

    public void Dispose() { }
}

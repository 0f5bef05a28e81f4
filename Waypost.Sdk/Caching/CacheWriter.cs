using Microsoft.Extensions.Logging;
using Waypost.Flags;

namespace Waypost.Sdk.Caching;

/// <summary>
/// Writes the current flags to the cache file on a separate loop, so that a slow disk does not delay updates. Only the newest
/// snapshot is written; one that arrives during a write replaces the pending one. A failed write is retried every <see cref="RetryDelay"/>.
/// </summary>
internal sealed partial class CacheWriter(CacheFile file, TimeProvider time, ILogger logger) : IDisposable
{
    internal static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim wake = new(0);
    private Snapshot? pending;
    private bool failing;

    internal void Enqueue(Snapshot newest)
    {
        if (Interlocked.Exchange(ref pending, newest) is null)
        {
            wake.Release();
        }
    }

    /// <summary>Writes until cancelled, then writes what is still pending.</summary>
    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await wake.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            while (!cancellationToken.IsCancellationRequested && !TryWrite())
            {
                await Task.Delay(RetryDelay, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        TryWrite();
    }

    public void Dispose() => wake.Dispose();

    private bool TryWrite()
    {
        if (Interlocked.Exchange(ref pending, null) is not { } newest)
        {
            return true;
        }

        try
        {
            file.Write(newest);
            if (failing)
            {
                failing = false;
                Log.Recovered(logger, file.Path);
            }

            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Instruments.CacheFailures.Add(1);
            if (!failing)
            {
                failing = true;
                Log.Failed(logger, file.Path, exception.Message);
            }

            // Pending again, unless a newer snapshot has arrived.
            Interlocked.CompareExchange(ref pending, newest, null);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            20,
            LogLevel.Warning,
            "The flags could not be saved to {Path}: {Reason} Evaluations are not affected; the write is retried until it succeeds."
        )]
        internal static partial void Failed(ILogger logger, string path, string reason);

        [LoggerMessage(21, LogLevel.Information, "The flags are saved to {Path} again.")]
        internal static partial void Recovered(ILogger logger, string path);
    }
}

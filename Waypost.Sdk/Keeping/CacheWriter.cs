using Microsoft.Extensions.Logging;
using Waypost.Flags;

namespace Waypost.Sdk.Keeping;

/// <summary>
/// Writes what is held to the cache file, off the stream's path, so that a slow disk delays no flag. Only the newest counts:
/// what arrives while a write is under way replaces what waits. A failed write is tried again every <see cref="RetryAfter"/>.
/// </summary>
internal sealed partial class CacheWriter(CacheFile file, TimeProvider time, ILogger logger) : IDisposable
{
    internal static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim wake = new(0);
    private Snapshot? waiting;
    private bool failing;

    internal void Offer(Snapshot newest)
    {
        if (Interlocked.Exchange(ref waiting, newest) is null)
        {
            wake.Release();
        }
    }

    /// <summary>Writes until stopped, and once more what then still waits.</summary>
    internal async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await wake.WaitAsync(stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            while (!stop.IsCancellationRequested && !TryWrite())
            {
                await Task.Delay(RetryAfter, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        TryWrite();
    }

    public void Dispose() => wake.Dispose();

    private bool TryWrite()
    {
        if (Interlocked.Exchange(ref waiting, null) is not { } newest)
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
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Instruments.CacheFailures.Add(1);
            if (!failing)
            {
                failing = true;
                Log.Failed(logger, file.Path, fault.Message);
            }

            // Back to the queue, unless something newer waits there already.
            Interlocked.CompareExchange(ref waiting, newest, null);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            20,
            LogLevel.Warning,
            "The flags could not be kept in {Path}: {Why} Evaluations are not affected; trying again until it works."
        )]
        internal static partial void Failed(ILogger logger, string path, string why);

        [LoggerMessage(21, LogLevel.Information, "The flags are kept in {Path} again.")]
        internal static partial void Recovered(ILogger logger, string path);
    }
}

namespace Waypost.Sdk.Streaming;

/// <summary>Keeps one connection open until the client is disposed, and reconnects after any error.</summary>
internal sealed class StreamLoop(
    StreamConnection connection,
    FlagStore store,
    ConnectionMonitor monitor,
    Backoff backoff,
    TimeProvider time
)
{
    /// <summary>After a connection that lasted this long, the next failure starts from the shortest delay again.</summary>
    internal static readonly TimeSpan HealthyAfter = TimeSpan.FromSeconds(10);

    private bool resync;

    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var startedAt = time.GetTimestamp();
            var end = await ConnectAsync(cancellationToken).ConfigureAwait(false);
            if (cancellationToken.IsCancellationRequested)
            {
                return;
            }

            if (monitor.IsConnected && time.GetElapsedTime(startedAt) >= HealthyAfter)
            {
                backoff.Reset();
            }

            // A full snapshot stays requested until a connection has delivered it.
            resync = end.Resync || (resync && !monitor.IsConnected);
            var delay = end.RetryAfter is { } retryAfter
                ? backoff.DelayFor(retryAfter)
                : backoff.NextDelay(end.Refused ? Backoff.RefusedCap : Backoff.Cap);
            monitor.MarkDisconnected(end, delay, store.Snapshot is not null);
            Instruments.Reconnects.Add(1);
            await Task.Delay(delay, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<ConnectionEnd> ConnectAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await connection.RunAsync(resync, backoff.SetBase, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return new("the connection timed out");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return new(exception.Message);
        }
#pragma warning disable CA1031 // The loop's outermost frame: whatever a custom handler throws, the next attempt may succeed.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return new($"{exception.GetType().Name}: {exception.Message}");
        }
    }
}

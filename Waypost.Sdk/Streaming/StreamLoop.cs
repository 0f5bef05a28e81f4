namespace Waypost.Sdk.Streaming;

/// <summary>Keeps one connection open for as long as the client lives. Nothing that goes wrong on the way ends it.</summary>
internal sealed class StreamLoop(StreamConnection connection, FlagStore store, Liveness liveness, Backoff backoff, TimeProvider time)
{
    /// <summary>A connection that lasted this long was a good one: the next failure starts from the shortest wait again.</summary>
    internal static readonly TimeSpan Healthy = TimeSpan.FromSeconds(10);

    private bool startOver;

    internal async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var began = time.GetTimestamp();
            var end = await ConnectAsync(stop).ConfigureAwait(false);
            if (stop.IsCancellationRequested)
            {
                return;
            }

            if (liveness.IsConnected && time.GetElapsedTime(began) >= Healthy)
            {
                backoff.Reset();
            }

            // Asking for everything stands until a connection has brought it.
            startOver = end.StartOver || (startOver && !liveness.IsConnected);
            var wait = end.RetryAfter is { } asked ? backoff.After(asked) : backoff.Next(end.Refused ? Backoff.RefusedCap : Backoff.Cap);
            liveness.Lost(end, wait, store.Held is not null);
            Instruments.Reconnects.Add(1);
            await Task.Delay(wait, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<ConnectionEnd> ConnectAsync(CancellationToken stop)
    {
        try
        {
            return await connection.RunAsync(startOver, backoff.BaseOn, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return new("nothing came in time");
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            return new(fault.Message);
        }
#pragma warning disable CA1031 // The loop's outermost frame: whatever a custom handler throws, the next attempt may work.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            return new($"{fault.GetType().Name}: {fault.Message}");
        }
    }
}

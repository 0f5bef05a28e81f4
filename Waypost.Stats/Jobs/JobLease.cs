using Microsoft.Extensions.Options;

namespace Waypost.Stats.Jobs;

/// <summary>Renews the lease of a claimed job while its handler runs.</summary>
internal sealed class JobLease(JobQueue queue, JobListener listener, IOptions<StatsOptions> options, TimeProvider time)
{
    /// <summary>
    /// Renews until the job is cancelled, lost or <paramref name="finished"/>. A signal renews at once: it may announce a cancellation.
    /// If the database has not responded for a whole lease, another worker may hold the job, so this one gives it up.
    /// </summary>
    public async Task<LeaseState> HoldAsync(ClaimedJob job, CancellationToken finished)
    {
        var renewedAt = job.ClaimedAt;
        var pause = options.Value.Heartbeat;
        var signal = listener.NextSignal;
        while (true)
        {
            await PauseAsync(signal, pause, finished);
            if (finished.IsCancellationRequested)
            {
                return LeaseState.Held;
            }
            signal = listener.NextSignal; // before the renewal, so that no signal in between is missed
            var startedAt = time.GetTimestamp();
            try
            {
                var state = await queue.RenewAsync(job, finished);
                if (state != LeaseState.Held)
                {
                    return state;
                }
                renewedAt = startedAt;
                pause = options.Value.Heartbeat;
            }
            catch (OperationCanceledException) when (finished.IsCancellationRequested)
            {
                return LeaseState.Held;
            }
            catch (Exception)
            {
                // JobWorker sees the same outage and logs it.
                if (time.GetElapsedTime(renewedAt) >= options.Value.Lease)
                {
                    return LeaseState.Lost;
                }
                pause = options.Value.Heartbeat / 5;
            }
        }
    }

    private async Task PauseAsync(Task signal, TimeSpan pause, CancellationToken finished)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(finished);
        await Task.WhenAny(signal, Task.Delay(pause, time, ended.Token));
        await ended.CancelAsync();
    }
}

using Microsoft.Extensions.Options;

namespace Waypost.Stats.Jobs;

/// <summary>Keeps a claimed job this worker's own while its handler works.</summary>
internal sealed class JobLease(JobQueue queue, WakeUp wakeUp, IOptions<StatsOptions> options, TimeProvider time)
{
    /// <summary>
    /// Renews until the job is taken away or <paramref name="over"/>. A wake-up renews at once: it may be the news of a cancellation.
    /// If the database has not answered for a whole lease, somebody else may hold the job by now, so this worker lets go.
    /// </summary>
    public async Task<LeaseState> HoldAsync(Job job, CancellationToken over)
    {
        var renewed = job.ClaimedAt;
        var pause = options.Value.Heartbeat;
        var woken = wakeUp.Next;
        while (true)
        {
            await PauseAsync(woken, pause, over);
            if (over.IsCancellationRequested)
            {
                return LeaseState.Held;
            }
            woken = wakeUp.Next; // before asking, so that no news in between is missed
            var asked = time.GetTimestamp();
            try
            {
                var state = await queue.RenewAsync(job, over);
                if (state != LeaseState.Held)
                {
                    return state;
                }
                renewed = asked;
                pause = options.Value.Heartbeat;
            }
            catch (OperationCanceledException) when (over.IsCancellationRequested)
            {
                return LeaseState.Held;
            }
            catch (Exception)
            {
                // The worker's loop meets the same outage and reports it.
                if (time.GetElapsedTime(renewed) >= options.Value.Lease)
                {
                    return LeaseState.Lost;
                }
                pause = options.Value.Heartbeat / 5;
            }
        }
    }

    private async Task PauseAsync(Task woken, TimeSpan pause, CancellationToken over)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over);
        await Task.WhenAny(woken, Task.Delay(pause, time, either.Token));
        await either.CancelAsync();
    }
}

using Waypost.LocalHost.Processes;

namespace Waypost.LocalHost.Parts;

/// <summary>Keeps one part running until it is told to stop.</summary>
internal sealed class Supervisor(Part part, Func<Part, IPartProcess> start, ProcessList processes, Action<string> say, TimeProvider time)
{
    /// <summary>A part that has never been healthy and ends this often is broken, not unlucky.</summary>
    internal const int EndsBeforeGivingUp = 4;

    /// <summary>From here on each line says that it keeps ending.</summary>
    private const int EndsBeforeComplaint = 4;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    private readonly Backoff backoff = new();
    private readonly TaskCompletionSource healthy = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IPartProcess? process;

    internal string Name => part.Name;

    /// <summary>Completes when the part is healthy for the first time; fails with a <see cref="StartFault"/> if it never will be.</summary>
    internal Task Healthy => healthy.Task;

    internal async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var began = time.GetTimestamp();
            var ended = await RunOnceAsync(stop);
            if (stop.IsCancellationRequested)
            {
                return; // StopAsync ends the process
            }

            var ran = time.GetElapsedTime(began);
            var wait = backoff.After(ran);
            if (!healthy.Task.IsCompleted && backoff.QuickEnds >= EndsBeforeGivingUp)
            {
                healthy.TrySetException(new StartFault($"{part.Name} ended {backoff.QuickEnds} times before it was healthy ({ended}): its own lines above say why."));
                return;
            }

            var waiting = Task.Delay(wait, time, stop);
            say($"{part.Name} ended after {ran.TotalSeconds:0.0} s ({ended}); {(backoff.QuickEnds >= EndsBeforeComplaint ? $"that was the {backoff.QuickEnds}th time in a row, " : "")}it is started again in {wait.TotalSeconds:0.##} s.");
            await waiting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Called once, after the stop was asked for.</summary>
    internal async Task StopAsync(TimeSpan grace)
    {
        if (process is { } last)
        {
            await last.StopAsync(grace, time);
            await last.DisposeAsync();
        }

        processes.Remove(part.Name);
        healthy.TrySetCanceled(CancellationToken.None);
    }

    /// <returns>How it ended, in words.</returns>
    private async Task<string> RunOnceAsync(CancellationToken stop)
    {
        if (process is not null)
        {
            await process.DisposeAsync();
            process = null;
        }

        try
        {
            process = start(part);
        }
        catch (StartFault fault)
        {
            return fault.Message;
        }

        processes.Add(new(part.Name, process.Pid, part.Url));
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var watching = WatchHealthAsync(process, over.Token);
        await Task.WhenAny(process.Exited, Task.Delay(Timeout.InfiniteTimeSpan, time, stop));
        await over.CancelAsync();
        await watching;
        if (!process.Exited.IsCompleted)
        {
            return "stopped";
        }

        processes.Remove(part.Name);
        return $"exit code {await process.Exited}";
    }

    private async Task WatchHealthAsync(IPartProcess started, CancellationToken over)
    {
        try
        {
            while (!await part.IsHealthyAsync(over))
            {
                await Task.Delay(Look, time, over);
            }

            if (part.WorkerAsync is { } worker)
            {
                processes.Add(new(part.Name, await worker(started.Pid, over), part.Url));
            }

            healthy.TrySetResult();
        }
        catch (OperationCanceledException)
        {
            // The process ended or LocalHost stops.
        }
    }
}

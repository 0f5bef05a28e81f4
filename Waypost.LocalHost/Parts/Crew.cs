using Waypost.LocalHost.Processes;

namespace Waypost.LocalHost.Parts;

/// <summary>All parts and their supervisors: started one after another as they need each other, stopped the other way round.</summary>
internal sealed class Crew(Func<Part, IPartProcess> start, ProcessList processes, Action<string> say, TimeProvider time) : IAsyncDisposable
{
    // Ten seconds in all: the parts end together, then PostgreSQL, which they need until then.
    private static readonly TimeSpan PartsGrace = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan ServerGrace = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly Dictionary<Supervisor, Task> working = [];
    private readonly List<Supervisor> parts = [];
    private readonly CancellationTokenSource stopping = new();
    private Supervisor? server;

    /// <summary>Starts PostgreSQL and waits until it accepts connections.</summary>
    internal async Task StartServerAsync(Part part, CancellationToken cancellation)
    {
        server = Begin(part);
        await server.Healthy.WaitAsync(cancellation);
    }

    /// <summary>Starts the parts side by side and waits until all are healthy.</summary>
    /// <exception cref="StartFault">One of them never will be.</exception>
    internal async Task StartAsync(IEnumerable<Part> together, CancellationToken cancellation)
    {
        var begun = together.Select(Begin).ToList();
        parts.AddRange(begun);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var patience = SayWhoIsMissingAsync(begun, over.Token);
        // The first that gives up ends the wait: the others may never be asked again.
        await foreach (var healthy in Task.WhenEach(begun.Select(s => s.Healthy)).WithCancellation(cancellation))
        {
            await healthy;
        }

        await over.CancelAsync();
        await patience;
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAll(parts.Select(p => StopAsync(p, PartsGrace)));
        if (server is not null)
        {
            await StopAsync(server, ServerGrace);
        }

        stopping.Dispose();
    }

    private async Task SayWhoIsMissingAsync(List<Supervisor> begun, CancellationToken over)
    {
        while (true)
        {
            await Task.Delay(Patience, time, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (over.IsCancellationRequested)
            {
                return;
            }

            say($"Still waiting for {string.Join(", ", begun.Where(s => !s.Healthy.IsCompleted).Select(s => s.Name))} to be healthy.");
        }
    }

    private Supervisor Begin(Part part)
    {
        var supervisor = new Supervisor(part, start, processes, say, time);
        working.Add(supervisor, supervisor.RunAsync(stopping.Token));
        return supervisor;
    }

    private async Task StopAsync(Supervisor supervisor, TimeSpan grace)
    {
        await working[supervisor];
        await supervisor.StopAsync(grace);
    }
}

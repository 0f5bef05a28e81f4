using System.Runtime.InteropServices;

namespace Waypost.LocalHost;

/// <summary>Ctrl+C, SIGTERM and a closed terminal ask for an orderly stop.</summary>
internal sealed class StopRequest : IDisposable
{
    private static readonly PosixSignal[] Signals = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGQUIT];

    private readonly CancellationTokenSource source = new();
    private readonly List<PosixSignalRegistration> registrations = [];
    private readonly ParentWatch parent;

    internal StopRequest(Action<string> say, TimeProvider time)
    {
        foreach (var signal in HangUpIsIgnored() ? Signals : [.. Signals, PosixSignal.SIGHUP])
        {
            registrations.Add(PosixSignalRegistration.Create(signal, context =>
            {
                // Also when it comes again: dotnet run, timeout and others send it to the group and to us, within milliseconds.
                context.Cancel = true;
                if (!source.IsCancellationRequested)
                {
                    say("Stopping.");
                    source.Cancel();
                }
            }));
        }

        parent = ParentWatch.Start(source.Cancel, time);
    }

    internal CancellationToken Token => source.Token;

    internal async Task WaitAsync() =>
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    public void Dispose()
    {
        parent.Dispose();
        registrations.ForEach(r => r.Dispose());
        source.Dispose();
    }

    /// <summary>Under nohup a closed terminal must not matter, and a handler of ours would make it matter. proc(5): SigIgn, the lowest bit is signal 1.</summary>
    private static bool HangUpIsIgnored() =>
        OperatingSystem.IsLinux()
        && File.ReadLines("/proc/self/status").FirstOrDefault(l => l.StartsWith("SigIgn:", StringComparison.Ordinal)) is { } ignored
        && (Convert.ToUInt64(ignored["SigIgn:".Length..].Trim(), 16) & 1) != 0;
}

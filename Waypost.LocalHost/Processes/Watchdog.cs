using System.Diagnostics;

namespace Waypost.LocalHost.Processes;

/// <summary>
/// Sees to it that nothing outlives the process that started it, not even after <c>kill -9</c>. It is a second process
/// that holds the reading end of a pipe; however the first one ends, the system closes the pipe, and the watchdog ends
/// what is still on its list. On Windows a job object does the same.
/// </summary>
internal sealed class Watchdog : IDisposable
{
    private readonly Process? guard;
    private readonly Lock writing = new(); // guards guard.StandardInput: processes start and end on many threads

    private Watchdog(Process? guard) => this.guard = guard;

    internal int? Pid => guard?.Id;

    internal static Watchdog Start()
    {
        if (OperatingSystem.IsWindows())
        {
            WindowsJob.EndAllWithThisProcess();
            return new(null);
        }

        var info = OwnSession.StartInfo(DotNet.Host, [typeof(Watchdog).Assembly.Location, WatchdogMode.Argument]);
        info.WorkingDirectory = "/";
        return new(Process.Start(info));
    }

    /// <summary>From now on the process ends when this one does: first by its own signal, then the hard way.</summary>
    internal void Watch(int pid, Signal signal)
    {
        if (ProcessMark.Of(pid) is { } mark)
        {
            Tell($"watch {mark.Pid} {mark.Started} {(int)signal}");
        }
    }

    internal void Forget(int pid) => Tell($"forget {pid}");

    /// <summary>A temporary directory to remove once the processes have ended.</summary>
    internal void DeleteAtEnd(string directory) => Tell($"delete {directory}");

    /// <summary>A command that ends what is not a process of this machine, such as a container.</summary>
    internal void RunAtEnd(params IReadOnlyList<string> command) => Tell($"run {string.Join('\t', command)}");

    /// <summary>Ends the watchdog, which then ends what is still on its list.</summary>
    public void Dispose()
    {
        if (guard is null)
        {
            return;
        }

        lock (writing)
        {
            guard.StandardInput.Close();
        }

        guard.WaitForExit(TimeSpan.FromSeconds(10));
        guard.Dispose();
    }

    private void Tell(string line)
    {
        if (guard is null)
        {
            return;
        }

        lock (writing)
        {
            try
            {
                guard.StandardInput.WriteLine(line);
                guard.StandardInput.Flush();
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                // The watchdog is a net under the ordinary stop; without it LocalHost works on.
            }
        }
    }
}

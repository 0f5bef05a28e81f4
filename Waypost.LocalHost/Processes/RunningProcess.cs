using System.ComponentModel;
using System.Diagnostics;
using Waypost.LocalHost.Parts;

namespace Waypost.LocalHost.Processes;

/// <summary>A started process: its lines go to one place, its end is a task, and it never outlives LocalHost.</summary>
internal sealed class RunningProcess : IPartProcess
{
    private readonly Process process;
    private readonly Launch launch;
    private readonly Watchdog watchdog;
    private readonly TaskCompletionSource<int> exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource outputEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int openStreams = 2;

    private RunningProcess(Process process, Launch launch, Watchdog watchdog)
    {
        this.process = process;
        this.launch = launch;
        this.watchdog = watchdog;
    }

    public int Pid { get; private set; }

    /// <summary>Completes with the exit code.</summary>
    public Task<int> Exited => exited.Task;

    /// <summary>Completes when all it printed was passed on, which may be later than its end, and later still if it left children behind.</summary>
    public Task OutputEnded => outputEnded.Task;

    /// <exception cref="StartFault">The program cannot be started.</exception>
    internal static RunningProcess Start(Launch launch, Action<string> line, Watchdog watchdog)
    {
        var running = new RunningProcess(new Process { StartInfo = StartInfo(launch), EnableRaisingEvents = true }, launch, watchdog);
        running.process.OutputDataReceived += (_, e) => running.Pass(e.Data, line);
        running.process.ErrorDataReceived += (_, e) => running.Pass(e.Data, line);
        running.process.Exited += (_, _) => running.OnExited();
        try
        {
            running.process.Start();
        }
        catch (Exception e) when (e is Win32Exception or FileNotFoundException or DirectoryNotFoundException)
        {
            running.process.Dispose();
            throw new StartFault($"{launch.FileName} cannot be started: {e.Message}.");
        }

        running.Pid = running.process.Id;
        watchdog.Watch(running.Pid, launch.EndSignal);
        running.process.BeginOutputReadLine();
        running.process.BeginErrorReadLine();
        running.process.StandardInput.Close();
        return running;
    }

    /// <summary>Asks the process to end; after the grace it is ended.</summary>
    public async Task StopAsync(TimeSpan grace, TimeProvider time)
    {
        if (!Exited.IsCompleted)
        {
            Signals.Send(Pid, launch.EndSignal);
        }

        try
        {
            await Exited.WaitAsync(grace, time, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            Signals.Send(Pid, Signal.Kill);
            await Exited;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!Exited.IsCompleted)
        {
            Signals.Send(Pid, Signal.Kill);
            await Exited;
        }

        process.Dispose();
    }

    private static ProcessStartInfo StartInfo(Launch launch)
    {
        var info = OwnSession.StartInfo(launch.FileName, launch.Arguments);
        info.WorkingDirectory = launch.WorkingDirectory ?? "";
        foreach (var (name, value) in launch.Environment)
        {
            info.Environment[name] = value;
        }

        if (launch.RunAs is { } user)
        {
            info.UserName = user.Name;
        }

        return info;
    }

    private void OnExited()
    {
        watchdog.Forget(Pid);
        exited.TrySetResult(process.ExitCode);
    }

    /// <summary>Null is the end of one of the two streams.</summary>
    private void Pass(string? text, Action<string> line)
    {
        if (!string.IsNullOrEmpty(text))
        {
            line(text);
        }
        else if (text is null && Interlocked.Decrement(ref openStreams) == 0)
        {
            outputEnded.TrySetResult();
        }
    }
}

using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Waypost.LocalHost.Processes;

/// <summary>What the watchdog process does: keep the list it is told, and work it off when its input ends.</summary>
internal static class WatchdogMode
{
    internal const string Argument = "--watchdog";

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    internal static async Task<int> RunAsync(TextReader input, TimeProvider time)
    {
        // Only the end of its input ends the watchdog, not a signal meant for everyone.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, static c => c.Cancel = true);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, static c => c.Cancel = true);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, static c => c.Cancel = true);

        var watched = new Dictionary<int, (ProcessMark Mark, Signal Signal)>();
        var directories = new List<string>();
        var commands = new List<string[]>();
        while (await input.ReadLineAsync() is { } line)
        {
            switch (line.Split(' ', 2))
            {
                case ["watch", var rest] when rest.Split(' ') is [var pid, var started, var signal]:
                    var mark = new ProcessMark(int.Parse(pid), started);
                    watched[mark.Pid] = (mark, (Signal)int.Parse(signal));
                    break;
                case ["forget", var pid]:
                    watched.Remove(int.Parse(pid));
                    break;
                case ["delete", var directory]:
                    directories.Add(directory);
                    break;
                case ["run", var command]:
                    commands.Add(command.Split('\t'));
                    break;
            }
        }

        await EndAsync(watched.Values, time);
        commands.ForEach(Run);
        directories.ForEach(Delete);
        return 0;
    }

    private static async Task EndAsync(ICollection<(ProcessMark Mark, Signal Signal)> watched, TimeProvider time)
    {
        foreach (var (mark, signal) in watched.Where(w => w.Mark.IsAlive))
        {
            Signals.Send(mark.Pid, signal);
        }

        var began = time.GetTimestamp();
        while (watched.Any(w => w.Mark.IsAlive) && time.GetElapsedTime(began) < Grace)
        {
            await Task.Delay(Look, time);
        }

        foreach (var (mark, _) in watched.Where(w => w.Mark.IsAlive))
        {
            Signals.Send(mark.Pid, Signal.Kill);
        }
    }

    private static void Run(string[] command)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true });
            process?.WaitForExit(Grace);
        }
        catch (Win32Exception)
        {
            // The engine is gone, and its containers with it.
        }
    }

    private static void Delete(string directory)
    {
        try
        {
            Directory.Delete(directory, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A temporary directory that somebody else removed or holds open.
        }
    }
}

using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Waypost.LocalPostgres;

/// <summary>POSIX signals with their numbers on Linux and macOS.</summary>
public enum Signal
{
    Interrupt = 2,
    Quit = 3,
    Kill = 9,
    Terminate = 15,
}

public static partial class Signals
{
    /// <summary>Sends a signal, which may reach no process. Windows has no signals: there the process is killed.</summary>
    public static void Send(int pid, Signal signal)
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = Kill(pid, (int)signal);
            return;
        }

        try
        {
            using var process = Process.GetProcessById(pid);
            process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
        {
            // The process has already ended.
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);
}

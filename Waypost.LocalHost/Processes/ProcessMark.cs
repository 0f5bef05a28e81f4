using System.ComponentModel;
using System.Diagnostics;

namespace Waypost.LocalHost.Processes;

/// <summary>
/// A process id together with when the process started. The system gives ids out again, so an id alone may by now
/// belong to somebody else's process; both together belong to one process only.
/// </summary>
internal readonly record struct ProcessMark(int Pid, string Started)
{
    /// <returns><see langword="null"/> if there is no such process, or only what is left of one (a zombie).</returns>
    internal static ProcessMark? Of(int pid)
    {
        try
        {
            if (OperatingSystem.IsLinux())
            {
                return FromStat(pid, File.ReadAllText($"/proc/{pid}/stat"));
            }

            using var process = Process.GetProcessById(pid);
            return process.HasExited ? null : new(pid, $"{process.StartTime.Ticks}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or InvalidOperationException or Win32Exception)
        {
            return null;
        }
    }

    /// <summary>proc(5): after the command in brackets come the state (field 3) and, as field 22, the start in clock ticks since boot.</summary>
    internal static ProcessMark? FromStat(int pid, string stat)
    {
        var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length < 20 || fields[0] is "Z" or "X" ? null : new(pid, fields[19]);
    }

    internal bool IsAlive => Of(Pid) == this;
}

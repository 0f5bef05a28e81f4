using System.ComponentModel;
using System.Diagnostics;

namespace Waypost.LocalPostgres;

/// <summary>
/// The id of a process together with its start time. The system reuses ids; both together are unique.
/// </summary>
public readonly record struct ProcessIdentity(int Id, string Started)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    public bool IsAlive => Find(Id) == this;

    /// <returns><see langword="null"/> if there is no such process, or if it has ended and is a zombie.</returns>
    public static ProcessIdentity? Find(int id)
    {
        try
        {
            if (OperatingSystem.IsLinux())
            {
                return FromStat(id, File.ReadAllText($"/proc/{id}/stat"));
            }

            using var process = Process.GetProcessById(id);
            return process.HasExited ? null : new(id, $"{process.StartTime.Ticks}");
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or ArgumentException or InvalidOperationException or Win32Exception)
        {
            return null;
        }
    }

    /// <summary>
    /// Sends an interrupt, which is a fast shutdown for PostgreSQL, and kills the process if it has not ended in time.
    /// </summary>
    public async Task StopAsync(TimeSpan grace, TimeProvider time, CancellationToken cancellationToken)
    {
        Signals.Send(Id, Signal.Interrupt);
        var started = time.GetTimestamp();
        while (IsAlive && time.GetElapsedTime(started) < grace)
        {
            await Task.Delay(Interval, time, cancellationToken);
        }

        if (IsAlive)
        {
            Signals.Send(Id, Signal.Kill);
        }
    }

    /// <summary>
    /// proc(5): the state is field 3, after the command in brackets, and the start in clock ticks since boot is field 22.
    /// </summary>
    internal static ProcessIdentity? FromStat(int id, string stat)
    {
        var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length < 20 || fields[0] is "Z" or "X" ? null : new(id, fields[19]);
    }
}

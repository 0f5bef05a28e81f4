using System.ComponentModel;
using System.Diagnostics;

namespace Waypost.LocalPostgres;

/// <summary>
/// A process id together with when the process started. The system reuses ids, so an id alone may by now belong to
/// another process; both together belong to one process only.
/// </summary>
public readonly record struct ProcessIdentity(int Id, string Started)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public bool IsAlive => Of(Id) == this;

    /// <returns><see langword="null"/> if there is no such process, or it has ended and only waits to be collected (a zombie).</returns>
    public static ProcessIdentity? Of(int id)
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
    /// Asks the process to end with an interrupt, to PostgreSQL a fast shutdown, and kills it if it has not ended in time.
    /// </summary>
    public async Task EndAsync(TimeSpan grace, TimeProvider time, CancellationToken cancellationToken)
    {
        Signals.Send(Id, Signal.Interrupt);
        var began = time.GetTimestamp();
        while (IsAlive && time.GetElapsedTime(began) < grace)
        {
            await Task.Delay(Pause, time, cancellationToken);
        }

        if (IsAlive)
        {
            Signals.Send(Id, Signal.Kill);
        }
    }

    /// <summary>
    /// proc(5): after the command in brackets come the state (field 3) and, as field 22, the start in clock ticks since boot.
    /// </summary>
    internal static ProcessIdentity? FromStat(int id, string stat)
    {
        var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length < 20 || fields[0] is "Z" or "X" ? null : new(id, fields[19]);
    }
}

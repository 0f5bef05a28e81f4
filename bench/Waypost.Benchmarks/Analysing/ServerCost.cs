using System.Diagnostics;
using System.Globalization;

namespace Waypost.Benchmarks.Analysing;

/// <summary>What something cost the database server: wall time and, on Linux, the processor time of all its processes.</summary>
internal readonly record struct Cost(TimeSpan Wall, double ProcessorSeconds)
{
    public string Beside(Cost floor) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Wall.TotalSeconds, 7:0.00} s wall ({Wall / floor.Wall, 5:0.0} × floor), {ProcessorSeconds, 7:0.00} s CPU "
                + $"({ProcessorSeconds / floor.ProcessorSeconds, 5:0.0} × floor)"
        );
}

internal sealed class ServerCost(int postmaster)
{
    private const double TicksPerSecond = 100;

    public static async Task<ServerCost> OfAsync(EventsData data)
    {
        var pid = await data.ScalarAsync<string>("select split_part(pg_read_file('postmaster.pid'), e'\\n', 1)");
        return new(int.Parse(pid, CultureInfo.InvariantCulture));
    }

    /// <summary>The cheapest of several, which is what the machine can do when nobody else wants it.</summary>
    public async Task<Cost> CheapestAsync(int times, Func<Task> work)
    {
        var best = new Cost(TimeSpan.MaxValue, double.MaxValue);
        for (var i = 0; i < times; i++)
        {
            var (began, used) = (Stopwatch.GetTimestamp(), Processor());
            await work();
            var cost = new Cost(Stopwatch.GetElapsedTime(began), Processor() - used);
            if (cost.ProcessorSeconds < best.ProcessorSeconds)
            {
                best = cost;
            }
        }

        return best;
    }

    /// <summary>Of the server, its children, and those that have ended.</summary>
    private double Processor()
    {
        if (!OperatingSystem.IsLinux())
        {
            return double.NaN;
        }
        var ticks = 0L;
        foreach (var directory in Directory.EnumerateDirectories("/proc").Where(path => int.TryParse(Path.GetFileName(path), out _)))
        {
            if (Stat(directory) is not { } stat)
            {
                continue;
            }
            var pid = int.Parse(Path.GetFileName(directory), CultureInfo.InvariantCulture);
            // After the name in parentheses: state, ppid, …, utime and stime are the 12th and 13th, those of ended children follow.
            if (pid == postmaster)
            {
                ticks += Number(stat, 11) + Number(stat, 12) + Number(stat, 13) + Number(stat, 14);
            }
            else if (Number(stat, 1) == postmaster)
            {
                ticks += Number(stat, 11) + Number(stat, 12);
            }
        }

        return ticks / TicksPerSecond;
    }

    private static string[]? Stat(string directory)
    {
        try
        {
            var text = File.ReadAllText(Path.Combine(directory, "stat"));
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null; // gone meanwhile
        }
    }

    private static long Number(string[] stat, int at) => long.Parse(stat[at], CultureInfo.InvariantCulture);
}

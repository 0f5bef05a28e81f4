using System.Diagnostics;
using System.Globalization;

namespace Waypost.Benchmarks.Analysing;

/// <summary>Cost on the database server: wall time and, on Linux, the processor time of all its processes.</summary>
internal readonly record struct Cost(TimeSpan Wall, double ProcessorSeconds)
{
    public string ComparedWith(Cost baseline) =>
        $"{Seconds(Wall.TotalSeconds)} s wall ({Times(Wall / baseline.Wall)} × baseline), {Seconds(ProcessorSeconds)} s CPU "
        + $"({Times(ProcessorSeconds / baseline.ProcessorSeconds)} × baseline)";

    private static string Seconds(double seconds) => seconds.ToString("0.00", CultureInfo.InvariantCulture).PadLeft(7);

    private static string Times(double ratio) => ratio.ToString("0.0", CultureInfo.InvariantCulture).PadLeft(5);
}

/// <summary>Measures what work costs the database server.</summary>
internal sealed class ServerCost(int postmaster)
{
    private const double TicksPerSecond = 100;

    public static async Task<ServerCost> OfAsync(BenchmarkDatabase data)
    {
        var pid = await data.ScalarAsync<string>("select split_part(pg_read_file('postmaster.pid'), e'\\n', 1)");
        return new(int.Parse(pid, CultureInfo.InvariantCulture));
    }

    /// <summary>The cheapest of several runs, which is least disturbed by other processes.</summary>
    public async Task<Cost> CheapestAsync(int times, Func<Task> work)
    {
        var best = new Cost(TimeSpan.MaxValue, double.MaxValue);
        for (var i = 0; i < times; i++)
        {
            var (started, used) = (Stopwatch.GetTimestamp(), Processor());
            await work();
            var cost = new Cost(Stopwatch.GetElapsedTime(started), Processor() - used);
            if (cost.ProcessorSeconds < best.ProcessorSeconds)
            {
                best = cost;
            }
        }

        return best;
    }

    /// <summary>Processor seconds of the server, its children, and children that have ended.</summary>
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
            return null; // the process has ended
        }
    }

    private static long Number(string[] stat, int at) => long.Parse(stat[at], CultureInfo.InvariantCulture);
}

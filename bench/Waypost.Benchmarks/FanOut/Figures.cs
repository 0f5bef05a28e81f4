namespace Waypost.Benchmarks.FanOut;

/// <summary>What one turn of one server showed.</summary>
/// <param name="LastClient">Milliseconds from the change to the last client, median of the changes.</param>
/// <param name="Processor">Processor seconds for 1,000 deliveries.</param>
/// <param name="Idle">Kilobytes for each connection before the changes.</param>
/// <param name="After">Kilobytes for each connection after them.</param>
/// <param name="ConnectionsPerSecond">Each with its first event received.</param>
/// <param name="Lost">Events that never came.</param>
internal sealed record Figures(double LastClient, double Processor, double Idle, double After, double ConnectionsPerSecond, int Lost)
{
    public static Figures Median(IReadOnlyList<Figures> turns) =>
        new(
            Median(turns.Select(turn => turn.LastClient)),
            Median(turns.Select(turn => turn.Processor)),
            Median(turns.Select(turn => turn.Idle)),
            Median(turns.Select(turn => turn.After)),
            Median(turns.Select(turn => turn.ConnectionsPerSecond)),
            turns.Sum(turn => turn.Lost)
        );

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count == 0 ? double.NaN : sorted[sorted.Count / 2];
    }
}

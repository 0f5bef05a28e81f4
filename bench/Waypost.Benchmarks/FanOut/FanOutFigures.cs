namespace Waypost.Benchmarks.FanOut;

/// <summary>Measurements of one turn of one server.</summary>
/// <param name="LastClient">Milliseconds from the change to the last client, median of the changes.</param>
/// <param name="Processor">Processor seconds for 1,000 deliveries.</param>
/// <param name="Idle">Kilobytes for each connection before the changes.</param>
/// <param name="After">Kilobytes for each connection after them.</param>
/// <param name="ConnectionsPerSecond">Connections opened per second, each with its first event received.</param>
/// <param name="Lost">Events that were not received.</param>
internal sealed record FanOutFigures(double LastClient, double Processor, double Idle, double After, double ConnectionsPerSecond, int Lost)
{
    public static FanOutFigures Median(IReadOnlyList<FanOutFigures> turns) =>
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

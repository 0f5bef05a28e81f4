using Waypost.Stats.Statistics;

namespace Waypost.Benchmarks.Simulations;

/// <summary>
/// How often harm is ruled out although the true difference of two proportions is exactly at the margin: summed over all tables, so it is
/// exact.
/// </summary>
internal static class MarginErrors
{
    private const double Alpha = 0.05;

    /// <summary>Controls and users, from rare to common events and from even to uneven shares.</summary>
    internal static readonly IReadOnlyList<(int UsersA, int UsersB, double Control, double Margin, bool IsRelative)> Cases =
    [
        (200, 200, 0.1, 0.05, false),
        (1000, 1000, 0.01, 0.005, false),
        (1900, 100, 0.03, 0.02, false),
        (100, 900, 0.05, 0.03, false),
        (500, 500, 0.5, 0.05, false),
        (500, 500, 0.2, 0.2, true),
        (1900, 100, 0.05, 0.5, true),
        (1000, 1000, 0.02, 0.5, true),
    ];

    /// <param name="below">Whether the test arm is below the control by the margin, else above.</param>
    internal static double Exact(int usersA, int usersB, double control, double margin, bool isRelative, bool below)
    {
        var distance = (below ? -1 : 1) * margin;
        var test = isRelative ? control * (1 + distance) : control + distance;
        var critical = CriticalValues.Normal(2 * Alpha);
        var ruledOut = 0d;
        foreach (var (a, weightA) in NewcombeCoverage.Weights(usersA, control))
        {
            foreach (var (b, weightB) in NewcombeCoverage.Weights(usersB, test))
            {
                if ((below ? 1 : -1) * Deviation(new(a, usersA), new(b, usersB), isRelative, distance) > critical)
                {
                    ruledOut += weightA * weightB;
                }
            }
        }

        return ruledOut;
    }

    /// <summary>No verdict with too few events, or without any in the control of a relative margin.</summary>
    private static double Deviation(Proportion control, Proportion test, bool isRelative, double distance) =>
        (isRelative && control.Successes == 0) || !MarginEvents.AreEnough(control, test, distance, isRelative) ? 0
        : isRelative ? RatioScore.Deviation(control, test, 1 + distance)
        : (test.Rate!.Value - control.Rate!.Value - distance) / Math.Sqrt(ScoreInterval.Variance(control, test, distance));
}

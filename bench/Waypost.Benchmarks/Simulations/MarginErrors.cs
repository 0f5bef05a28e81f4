using Waypost.Stats.Statistics;

namespace Waypost.Benchmarks.Simulations;

/// <summary>
/// How often harm is ruled out although the true difference of two proportions is exactly at the margin: summed over all tables, so it is
/// exact.
/// </summary>
internal static class MarginErrors
{
    private const double Alpha = 0.05;

    private static readonly (int UsersA, int UsersB)[] GridUsers =
    [
        (100, 100),
        (200, 200),
        (1000, 1000),
        (900, 100),
        (100, 900),
        (1900, 100),
        (100, 1900),
        (2000, 500),
        (2000, 2000),
    ];

    private static readonly double[] GridRates = [0.001, 0.003, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.5, 0.9, 0.97, 0.99];

    private static readonly (double Margin, bool IsRelative)[] GridMargins =
    [
        (0.002, false),
        (0.005, false),
        (0.01, false),
        (0.02, false),
        (0.05, false),
        (0.02, true),
        (0.1, true),
        (0.2, true),
        (0.5, true),
    ];

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

    /// <summary>Of a grid of rates, margins and shares, the case in which harm is ruled out most often.</summary>
    internal static (int Cases, double Largest, string Case) LargestOfGrid(Func<int, int, bool> users)
    {
        var (count, largest, worst) = (0, 0d, "");
        foreach (var (usersA, usersB) in GridUsers.Where(pair => users(pair.UsersA, pair.UsersB)))
        {
            foreach (var control in GridRates)
            {
                foreach (var (margin, isRelative) in GridMargins)
                {
                    foreach (var below in new[] { true, false })
                    {
                        var distance = (below ? -1 : 1) * margin;
                        if ((isRelative ? control * (1 + distance) : control + distance) is not (> 0 and < 1))
                        {
                            continue;
                        }

                        count++;
                        var ruledOut = Exact(usersA, usersB, control, margin, isRelative, below);
                        if (ruledOut > largest)
                        {
                            largest = ruledOut;
                            var kind = isRelative ? ", relative" : "";
                            worst = FormattableString.Invariant(
                                $"{usersA:N0} and {usersB:N0}, {control:P1}, {margin:P1} {(below ? "below" : "above")}{kind}"
                            );
                        }
                    }
                }
            }
        }

        return (count, largest, worst);
    }

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

namespace Waypost.Stats.Statistics;

/// <summary>Whether the variants' users match the planned weights.</summary>
/// <param name="PValue">Null without users, or with fewer than two variants of weight above 0.</param>
/// <param name="Expected">Per variant, in the order given; 0 for weight 0.</param>
/// <param name="UsersInZeroWeight">Users in variants that should have none.</param>
internal sealed record SampleRatioCheck(double? PValue, double? Statistic, IReadOnlyList<double> Expected, long UsersInZeroWeight)
{
    /// <summary>Warns below this p.</summary>
    internal const double WarnBelow = 0.01;

    /// <summary>Alerts below this p: the results cannot be trusted.</summary>
    internal const double AlertBelow = 0.001;

    /// <summary>p below 0.001, or users in a variant of weight 0.</summary>
    public bool IsAlert => UsersInZeroWeight > 0 || PValue < AlertBelow;

    /// <summary>p below 0.01, without being an alert.</summary>
    public bool IsWarning => !IsAlert && PValue < WarnBelow;
}

/// <summary>Sample ratio mismatch. Source: Fabijan et al., KDD 2019.</summary>
internal static class SampleRatioMismatch
{
    /// <summary>
    /// Pearson's goodness of fit over variants of weight above 0: χ² = Σ(O − E)²/E, E = share of the weight · users in those variants.
    /// </summary>
    /// <param name="observed">Users per variant.</param>
    /// <param name="weights">≥ 0, in the same order, any unit.</param>
    public static SampleRatioCheck Test(IReadOnlyList<long> observed, IReadOnlyList<double> weights)
    {
        if (observed.Count != weights.Count)
        {
            throw new ArgumentException("Weights and variants must have the same count.", nameof(weights));
        }

        var served = Enumerable.Range(0, weights.Count).Where(i => weights[i] > 0).ToList();
        var weight = served.Sum(i => weights[i]);
        var users = served.Sum(i => observed[i]);
        double[] expected = [.. weights.Select(w => w > 0 ? w / weight * users : 0)];
        var unexpected = observed.Sum() - users;
        if (users == 0 || served.Count < 2)
        {
            return new(null, null, expected, unexpected);
        }

        var statistic = served.Sum(i => (observed[i] - expected[i]) / expected[i] * (observed[i] - expected[i]));
        return new(Tails.ChiSquare(statistic, served.Count - 1), statistic, expected, unexpected);
    }
}

namespace Waypost.Stats.Statistics;

/// <summary>Whether the variants' users match the planned weights.</summary>
/// <param name="PValue">Null without users, or with fewer than two variants of weight above 0.</param>
/// <param name="Statistic">χ², whichever test gave the p-value; null like the p-value, and where it is too large for a number.</param>
/// <param name="Expected">Per variant, in the order given; 0 for weight 0.</param>
/// <param name="UsersInZeroWeight">Users in variants that should have none.</param>
/// <param name="Method">Display name of the test.</param>
internal sealed record SampleRatioCheck(
    double? PValue,
    double? Statistic,
    IReadOnlyList<double> Expected,
    long UsersInZeroWeight,
    string Method
)
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
    internal const string PearsonName = "Pearson's goodness-of-fit test";

    /// <summary>Below this expected count the χ² approximation is not used (Cochran 1954).</summary>
    internal const double SmallestExpected = 5;

    /// <summary>
    /// Below this expected count an alert is confirmed by the exact test: with unequal weights the rarer counts are skewed, and χ² alerts
    /// up to 2.5 times as often as 0.001 allows.
    /// </summary>
    internal const double ConfirmedBelow = 1000;

    /// <summary>
    /// A χ² this improbable needs no confirmation, and keeps its p-value, where a simulation could only say "below 10⁻⁶".
    /// </summary>
    private const double BeyondDoubt = 1e-6;

    /// <summary>
    /// Pearson's goodness of fit over variants of weight above 0: χ² = Σ(O − E)²/E, E = share of the weight · users in those variants. With
    /// an expected count below 5 the exact multinomial test; also where χ² would alert and an expected count is below 1,000.
    /// </summary>
    /// <param name="observed">Users per variant, ≥ 0.</param>
    /// <param name="weights">≥ 0 and finite, in the same order, any unit.</param>
    public static SampleRatioCheck Test(IReadOnlyList<long> observed, IReadOnlyList<double> weights)
    {
        Validate(observed, weights);
        var weight = weights.Sum();
        // A weight so small that its share rounds to 0 is as good as 0.
        var shares = weights.Select(one => weight > 0 ? one / weight : 0).ToList();
        var served = Enumerable.Range(0, weights.Count).Where(i => shares[i] > 0).ToList();
        var users = served.Sum(i => observed[i]);
        double[] expected = [.. shares.Select(share => share * users)];
        var unexpected = observed.Sum() - users;
        if (users == 0 || served.Count < 2)
        {
            return new(null, null, expected, unexpected, PearsonName);
        }

        var statistic = served.Sum(i => (observed[i] - expected[i]) / expected[i] * (observed[i] - expected[i]));
        var smallest = served.Min(i => expected[i]);
        var pearson = smallest < SmallestExpected ? 0 : Tails.ChiSquare(statistic, served.Count - 1);
        var p =
            smallest < SmallestExpected || (smallest < ConfirmedBelow && pearson is >= BeyondDoubt and < SampleRatioCheck.AlertBelow)
                ? Multinomial.PValue([.. served.Select(i => observed[i])], [.. served.Select(i => shares[i])])
                : new(pearson, PearsonName);
        return new(p.Value, double.IsFinite(statistic) ? statistic : null, expected, unexpected, p.Method);
    }

    private static void Validate(IReadOnlyList<long> observed, IReadOnlyList<double> weights)
    {
        if (observed.Count != weights.Count)
        {
            throw new ArgumentException("Weights and variants must have the same count.", nameof(weights));
        }
        if (weights.FirstOrDefault(weight => !(weight >= 0 && double.IsFinite(weight))) is var bad and not 0)
        {
            throw new ArgumentOutOfRangeException(nameof(weights), bad, "A weight must be a number of 0 or more.");
        }
        if (observed.FirstOrDefault(count => count < 0) is var negative and not 0)
        {
            throw new ArgumentOutOfRangeException(nameof(observed), negative, "A variant cannot have a negative number of users.");
        }
    }
}

namespace Waypost.Stats.Statistics;

/// <summary>Posterior of the relative lift. Not corrected for peeking.</summary>
/// <param name="ChanceToWin">Probability that the variant is better, given the goal, 0…1.</param>
/// <param name="ExpectedLoss">Lift lost on average by choosing the variant, in the goal's direction; ≥ 0.</param>
/// <param name="Interval">The middle 95 % of the posterior.</param>
/// <param name="Mean">μ, drawn towards 0 by the prior.</param>
/// <param name="StandardDeviation">σ.</param>
internal sealed record BayesianEstimate(double ChanceToWin, double ExpectedLoss, Interval Interval, double Mean, double StandardDeviation);

/// <summary>Normal likelihood, normal prior: the posterior is normal, everything in closed form.</summary>
internal static class Bayesian
{
    /// <summary>Prior N(0, 0.3²) on the relative lift, because most changes have small effects.</summary>
    internal const double PriorDeviation = 0.3;

    /// <summary>
    /// 1/σ² = 1/0.3² + 1/se², μ = lift·σ²/se²; chance to win Φ(μ/σ); expected loss E[max(0, −Δ)] = σφ(μ/σ) − μΦ(−μ/σ). With the goal to
    /// decrease, μ changes its sign.
    /// </summary>
    /// <param name="lift">Relative lift, 0.1 = 10 %.</param>
    /// <param name="standardError">se of the lift (delta method); the result is null if it is not above 0.</param>
    /// <param name="goalIncrease">Whether more is better.</param>
    public static BayesianEstimate? Posterior(double? lift, double? standardError, bool goalIncrease)
    {
        if (lift is not { } observed || standardError is not { } error || !(error > 0))
        {
            return null;
        }

        // σ² = se²·0.3²/(se² + 0.3²), in an order that neither overflows nor underflows.
        var shrink = 1 / (1 + Math.Pow(error / PriorDeviation, 2));
        var mean = observed * shrink;
        var deviation = error * Math.Sqrt(shrink);
        if (!double.IsFinite(mean) || !(deviation > 0) || !double.IsFinite(mean / deviation))
        {
            return null;
        }

        var towardsGoal = goalIncrease ? mean : -mean;
        var z = towardsGoal / deviation;
        var loss = deviation * (Tails.NormalDensity(z) - (z * Tails.Normal(z)));
        return new(Tails.Normal(-z), Math.Max(0, loss), Interval.Around(mean, CriticalValues.Normal(0.05) * deviation), mean, deviation);
    }

    /// <summary>
    /// The same from the result of <see cref="Lift.Of"/>; null if the control's mean is not above 0, because the lift then has another
    /// sign than the difference.
    /// </summary>
    public static BayesianEstimate? Posterior(LiftEstimate lift, bool goalIncrease) =>
        lift.Unbounded || lift.Warnings.Contains(StatisticsWarning.ControlMeanNegative)
            ? null
            : Posterior(lift.Relative, lift.StandardError, goalIncrease);
}

namespace Waypost.Stats.Statistics;

/// <summary>A ratio of two sums over users, such as mean session length. Source: Deng, Knoblich &amp; Lu, KDD 2018 §3.</summary>
internal static class RatioMetric
{
    /// <summary>
    /// R = ΣM/ΣD with unit variance (vM − 2R·cov + R²vD)/mD², so that Welch, lift and the always-valid interval can use it as a mean.
    /// Null if the denominator's sum is 0, or without users.
    /// </summary>
    /// <param name="arm">X is the denominator D, Y the numerator M.</param>
    public static Moments? ToMoments(JointMoments arm)
    {
        if (arm.Count == 0 || arm.MeanX == 0)
        {
            return null;
        }

        var ratio = arm.MeanY / arm.MeanX;
        var m2 = (arm.M2Y - (2 * ratio * arm.CXY) + (ratio * ratio * arm.M2X)) / arm.MeanX / arm.MeanX;
        return new(arm.Count, ratio, Math.Max(0, m2)) { M3 = arm.Thirds?.Without(ratio) / arm.MeanX / arm.MeanX / arm.MeanX };
    }
}

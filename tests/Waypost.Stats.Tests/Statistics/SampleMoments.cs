using Waypost.Stats.Statistics;

namespace Waypost.Stats.Tests.Statistics;

/// <summary>Moments of values, computed in one pass (Welford).</summary>
internal static class SampleMoments
{
    internal static Moments Of(IEnumerable<double> values) =>
        values.Aggregate(default(Moments), (all, value) => all.Merge(new Moments(1, value, 0)));

    internal static JointMoments Of(IEnumerable<double> x, IEnumerable<double> y) =>
        x.Zip(y).Aggregate(default(JointMoments), (all, pair) => all.Merge(new JointMoments(1, pair.First, pair.Second, 0, 0, 0)));
}

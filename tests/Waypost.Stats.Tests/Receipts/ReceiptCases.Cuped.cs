using Waypost.Stats.Analysis;
using Waypost.Stats.Statistics;
using Waypost.Stats.Tests.Analysis;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Tests.Receipts;

internal static partial class ReceiptCases
{
    /// <summary>A proportion, also judged by a margin, and a ratio.</summary>
    private static IEnumerable<(ExperimentMetric Metric, MetricArm[] Arms)> Cuped()
    {
        MetricArm Done(int i, long users, double converted, double both) =>
            Arm(i, new Proportion((long)converted, users)) with
            {
                Moments = new(users, converted / users, converted * (1 - (converted / users))),
                Before = new(
                    users,
                    0.2,
                    converted / users,
                    users * 0.2 * 0.8,
                    converted * (1 - (converted / users)),
                    both - (0.2 * converted)
                ),
            };
        MetricArm[] done = [Done(0, 4_000, 800, 500), Done(1, 4_100, 900, 540)];
        yield return (Metric("done", done, MetricRole.Primary), done);
        var kept = Metric("kept", done, MetricRole.Guardrail) with
        {
            Margin = new() { Kind = MarginKind.NonInferiority, Relative = 0.1 },
        };
        yield return (kept, done);

        static MetricArm Length(int i, long users, double mean)
        {
            var ratio = new JointMoments(users, 3, mean, users * 2.0, users * 50.0, users * 8.0);
            return Arm(i, RatioMetric.ToMoments(ratio)!.Value) with
            {
                RatioBefore = new(
                    ratio,
                    new(users, 0.1 * i, mean, users * 20.0, users * 50.0, users * 18.0),
                    new(users, 0.1 * i, 3, users * 20.0, users * 2.0, users * 0.5)
                ),
            };
        }

        MetricArm[] length = [Length(0, 4_000, 12), Length(1, 4_100, 12.3)];
        yield return (Metric("length", length, MetricRole.Secondary).With(m => m with { DenominatorQuery = "select 2" }), length);
    }
}

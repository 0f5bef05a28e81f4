using Waypost.Stats.Analysis;
using Waypost.Stats.Queries;
using Waypost.Stats.Statistics;
using Waypost.Stats.Tests.Analysis;
using Waypost.Stats.Tests.Statistics.Conformance;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Tests.Receipts;

/// <summary>Results that Waypost computes from the numbers of the conformance cases, and from some that those do not have.</summary>
internal static partial class ReceiptCases
{
    private static readonly MetricRole[] roles = [MetricRole.Primary, MetricRole.Secondary, MetricRole.Guardrail];

    public static IReadOnlyDictionary<string, Func<AnalysisResult>> All { get; } =
        new Dictionary<string, Func<AnalysisResult>>
        {
            ["conformance, planned end"] = () => Result(AnalysisBasis.Fixed, [5_000, 5_100], [1, 1], [.. Pairs()]),
            ["conformance, before the planned end"] = () => Result(AnalysisBasis.AlwaysValid, [480, 20], [95, 5], [.. Pairs()]),
            ["conformance, three variants"] = () => Result(AnalysisBasis.Fixed, [3, 4, 7], [1, 1, 1], [.. ThreeVariants()]),
            ["margins, planned end"] = () => Result(AnalysisBasis.Fixed, [98, 3], [0.995, 0.005], [.. Margins()]),
            ["margins, before the planned end"] = () => Result(AnalysisBasis.AlwaysValid, [4, 2], [0.5, 0.5], [.. Margins()]),
            ["skewed values"] = () => Result(AnalysisBasis.Fixed, [900, 100], [9, 1], Skewed()),
            ["after CUPED"] = () => Result(AnalysisBasis.Fixed, [4_000, 4_100], [1, 1], [.. Cuped()]),
            ["after CUPED, before the planned end"] = () => Result(AnalysisBasis.AlwaysValid, [4_000, 4_100], [1, 1], [.. Cuped()]),
            ["funnel"] = Funnel,
            ["simulated sample ratio"] = () => Result(AnalysisBasis.Fixed, [400, 300, 250, 9, 1], [40, 30, 29, 0.9, 0.1], []),
            ["later data"] = () =>
                Result(AnalysisBasis.Fixed, [5_000, 5_100], [1, 1], [.. Pairs()]) with
                {
                    Later = Result(AnalysisBasis.AlwaysValid, [5_000, 5_100], [1, 1], [.. Margins()]),
                },
        };

    private static IEnumerable<(ExperimentMetric Metric, MetricArm[] Arms)> Pairs()
    {
        foreach (var (index, method) in ConformanceFile.Cases())
        {
            var input = ConformanceFile.Case(index).GetProperty("input");
            MetricArm[]? arms = method switch
            {
                "chiSquare" or "fisher" => [Arm(0, input.Proportion("control")), Arm(1, input.Proportion("test"))],
                "welch" or "alwaysValid" => [Arm(0, input.Moments("control")), Arm(1, input.Moments("test"))],
                "quantile" => [Arm(0, input.Quantile("control")), Arm(1, input.Quantile("test"))],
                _ => null,
            };
            if (arms is not null)
            {
                var quantile = method == "quantile" ? input.Number("quantile") : (double?)null;
                yield return (Metric($"{method} {index}", arms, roles[index % 3]).With(m => m with { Quantile = quantile }), arms);
            }
        }
    }

    private static IEnumerable<(ExperimentMetric Metric, MetricArm[] Arms)> ThreeVariants()
    {
        foreach (var (index, method) in ConformanceFile.Cases())
        {
            var input = ConformanceFile.Case(index).GetProperty("input");
            MetricArm[] arms = method switch
            {
                "omnibusPearson" => [.. input.Proportions().Select((arm, i) => Arm(i, arm))],
                "welchAnova" => [.. input.Arms().Select((arm, i) => Arm(i, arm))],
                _ => [],
            };
            if (arms.Length == 3)
            {
                yield return (Metric($"{method} {index}", arms, roles[index % 3]), arms);
            }
        }
    }

    private static IEnumerable<(ExperimentMetric Metric, MetricArm[] Arms)> Margins()
    {
        MetricArm[][] all =
        [
            MarginScenario.Means(10, 9.65, 4, 1_000),
            MarginScenario.Means(10, 10.4, 9, 300),
            MarginScenario.Rates(300, 4_000, 320, 4_000),
            MarginScenario.Rates(3_900, 4_000, 1_940, 2_000),
            MarginScenario.Rates(41, 4_000, 30, 4_000),
        ];
        foreach (var (i, named) in all.Index())
        {
            MetricArm[] arms = [.. named.Select((arm, variant) => arm with { Variant = Variant(variant) })];
            foreach (var kind in Enum.GetValues<MarginKind>())
            {
                foreach (var goal in Enum.GetValues<MetricGoal>())
                {
                    MetricMargin relative = new() { Kind = kind, Relative = 0.05 };
                    MetricMargin absolute = new() { Kind = kind, Absolute = arms[0].Proportion is null ? 0.5 : 0.02 };
                    foreach (var margin in new[] { relative, absolute })
                    {
                        var metric = Metric($"margin {i} of {goal}", arms, MetricRole.Guardrail).With(m => m with { Goal = goal });
                        yield return (metric with { Margin = margin }, arms);
                    }
                }
            }
        }
    }

    /// <summary>Two steps before the last one, which fewer users reach.</summary>
    private static AnalysisResult Funnel()
    {
        MetricArm[][] steps =
        [
            [Arm(0, new Proportion(900, 1_000)), Arm(1, new Proportion(930, 1_000))],
            [Arm(0, new Proportion(500, 1_000)), Arm(1, new Proportion(560, 1_000))],
        ];
        MetricArm[] last = [Arm(0, new Proportion(100, 1_000)), Arm(1, new Proportion(140, 1_000))];
        var result = Result(
            AnalysisBasis.Fixed,
            [1_000, 1_000],
            [1, 1],
            [
                (Metric("bought", last, MetricRole.Primary), last),
                .. steps.Select(arms => (Metric("step", arms, MetricRole.Secondary), arms)),
            ]
        );
        var funnel = result.Metrics[0] with
        {
            Steps =
            [
                .. result
                    .Metrics.Skip(1)
                    .Select(step => new FunnelStepResult
                    {
                        Name = "opened",
                        Variants = step.Variants,
                        Comparisons = step.Comparisons,
                        Warnings = [],
                    }),
            ],
        };
        return result with { Metrics = [FunnelComparison.Decide(funnel, AnalysisBasis.Fixed, 0.05, doNotTrust: false)] };
    }

    /// <summary>Welch's test does not hold here: the variances are pooled.</summary>
    private static (ExperimentMetric Metric, MetricArm[] Arms) Skewed()
    {
        MetricArm[] arms = [Arm(0, Skewed(9_000, 2.1)), Arm(1, Skewed(1_000, 2.6))];
        return (Metric("skewed “values”\n\\ 😀", arms, MetricRole.Primary), arms);
    }

    private static Moments Skewed(long users, double mean) =>
        Moments.FromVariance(users, mean, 30) with
        {
            M3 = 5 * Math.Pow(30, 1.5) * users,
        };

    private static ExperimentMetric Metric(string name, MetricArm[] arms, MetricRole role) =>
        TestRequest.Metric(name, arms[0].Proportion is null ? MetricType.Count : MetricType.Binomial, "select 1", role);

    private static MetricArm Arm(int i, Proportion proportion) =>
        new()
        {
            Variant = Variant(i),
            Users = proportion.Trials,
            Moments = null,
            Sum = proportion.Successes,
            Proportion = proportion,
        };

    private static MetricArm Arm(int i, Moments moments) =>
        new()
        {
            Variant = Variant(i),
            Users = moments.Count,
            Moments = moments,
        };

    private static MetricArm Arm(int i, QuantileSample quantile) =>
        new()
        {
            Variant = Variant(i),
            Users = quantile.Users,
            Moments = null,
            Quantile = quantile,
        };

    private static string Variant(int i) => i == 0 ? "off" : $"on{i}";

    private static AnalysisResult Result(
        string basis,
        IReadOnlyList<long> users,
        IReadOnlyList<double> weights,
        params IReadOnlyList<(ExperimentMetric Metric, MetricArm[] Arms)> metrics
    )
    {
        var scope = new ExperimentScope(
            7,
            [.. weights.Select((weight, i) => new VariantShare(Variant(i), weight))],
            TestRequest.Start,
            TestRequest.End
        );
        var tally = new ExposureTally(users, users, 0, 0, 0, "select 1");
        var comparison = new MetricComparison(scope, 0.05, 4_000, []) { Margins = new(scope, basis, 0.05, 4_000) };
        return new()
        {
            ExperimentId = 7,
            AnalyzedAt = TestRequest.End,
            Engine = AnalysisJob.Engine,
            Window = new(scope.From, scope.To),
            Planned = new(TestRequest.End, 4_000),
            Exposures = tally.Counts(scope),
            SampleRatio = tally.SampleRatio(scope),
            Basis = basis,
            Metrics = Decisions.Apply(
                [.. metrics.Select(one => comparison.Result(one.Metric, one.Arms, "select 1", TimeSpan.Zero))],
                basis,
                0.05,
                doNotTrust: false,
                stoppedEarly: false
            ),
            Warnings = [],
            Sql = tally.Sql,
        };
    }
}

using Waypost.Wire.Experiments;

namespace Waypost.Manager.Ui.Tests.Results;

/// <summary>Results as the statistics engine returns them; tests change them with <c>with</c>.</summary>
internal static class SampleAnalysis
{
    public static readonly DateTimeOffset Start = new(2026, 10, 1, 0, 0, 0, TimeSpan.Zero);

    public static Comparison Comparison { get; } =
        new()
        {
            Variant = "on",
            Control = "off",
            Difference = 0.042,
            Relative = 0.209,
            IntervalAbsolute = [0.031, 0.053],
            IntervalRelative = [0.151, 0.268],
            Statistic = 55.1,
            DegreesOfFreedom = 1,
            PValue = 1.2e-13,
            PValueAdjusted = null,
            Significant = true,
            Decision = Decision.Better,
            Method = "Pearson's chi-square",
            RelativeMethod = "delta method",
            AlwaysValid = new([0.02, 0.064], 3e-9),
            Bayesian = new(0.999, 0.0001, [0.15, 0.27]),
        };

    public static MetricResult Metric { get; } =
        new()
        {
            Metric = "quote-completed",
            Name = "Quote completed",
            Type = MetricType.Binomial,
            Role = MetricRole.Primary,
            Primary = true,
            Goal = MetricGoal.Increase,
            Variants =
            [
                new()
                {
                    Variant = "off",
                    Users = 10_204,
                    Mean = 0.201,
                    Variance = 0.1606,
                    Sum = 2051,
                    Converted = 2051,
                },
                new()
                {
                    Variant = "on",
                    Users = 10_187,
                    Mean = 0.243,
                    Variance = 0.184,
                    Sum = 2475,
                    Converted = 2475,
                },
            ],
            Comparisons = [Comparison],
            Warnings = [],
            Sql = "select variant, count(*) from exposures group by variant",
            QueryMilliseconds = 412,
        };

    public static AnalysisResult Result { get; } =
        new()
        {
            ExperimentId = 7,
            AnalyzedAt = Start.AddDays(29),
            Engine = "Waypost.Stats 1.0.0",
            Window = new(Start, Start.AddDays(28)),
            Planned = new(Start.AddDays(28), 20_000),
            Exposures = new()
            {
                ByVariant = new Dictionary<string, long> { ["off"] = 10_204, ["on"] = 10_187 },
                Total = 20_391,
                ExcludedMultiple = 12,
                ExcludedNullUser = 3,
            },
            SampleRatio = new()
            {
                Expected = new Dictionary<string, double> { ["off"] = 10_195.5, ["on"] = 10_195.5 },
                Observed = new Dictionary<string, long> { ["off"] = 10_204, ["on"] = 10_187 },
                PValue = 0.905,
                Warning = null,
            },
            Basis = "fixed",
            Metrics = [Metric],
            Warnings = [],
            Sql = "select * from exposures",
        };

    /// <summary>Four metrics that cover every type and role, one of which could not be computed.</summary>
    public static AnalysisResult AllRoles { get; } =
        Of(
            Metric,
            Metric with
            {
                Metric = "quote-value",
                Name = "Quote value",
                Type = MetricType.Revenue,
                Role = MetricRole.Guardrail,
                Primary = false,
                Variants =
                [
                    new()
                    {
                        Variant = "off",
                        Users = 10_204,
                        Mean = 2841.2,
                        Variance = 4.1e7,
                        Sum = 28_991_604,
                    },
                    new()
                    {
                        Variant = "on",
                        Users = 10_187,
                        Mean = 2755.9,
                        Variance = 4.0e7,
                        Sum = 28_074_353,
                        NullValues = 4,
                    },
                ],
                Comparisons =
                [
                    Comparison with
                    {
                        Difference = -85.3,
                        Relative = -0.03,
                        IntervalAbsolute = [-261, 90.5],
                        IntervalRelative = [-0.0905, 0.0325],
                        Statistic = -0.95,
                        DegreesOfFreedom = 20_388.2,
                        PValue = 0.341,
                        Decision = Decision.NoDifferenceShown,
                        Method = "Welch's t-test",
                        Significant = false,
                        AlwaysValid = new([-420, 250], 1),
                    },
                ],
                Cap = new(40_000, 12),
            },
            Metric with
            {
                Metric = "time-on-form",
                Name = "Time on form",
                Type = MetricType.Duration,
                Role = MetricRole.Guardrail,
                Primary = false,
                Goal = MetricGoal.Decrease,
                Variants =
                [
                    new()
                    {
                        Variant = "off",
                        Users = 10_204,
                        Mean = 184.3,
                        Variance = 9000,
                        Sum = 1_880_597,
                    },
                    new()
                    {
                        Variant = "on",
                        Users = 10_187,
                        Mean = 121.8,
                        Variance = 5200,
                        Sum = 1_240_777,
                    },
                ],
                Comparisons =
                [
                    Comparison with
                    {
                        Difference = -62.5,
                        Relative = -0.339,
                        IntervalAbsolute = [-64.9, -60.1],
                        IntervalRelative = [-0.35, -0.328],
                        Decision = Decision.Better,
                        Method = "Welch's t-test",
                    },
                ],
            },
            Metric with
            {
                Metric = "pages-viewed",
                Name = "Pages viewed",
                Type = MetricType.Count,
                Role = MetricRole.Secondary,
                Primary = false,
                Variants = [],
                Comparisons = [],
                Sql = "",
                Warnings = [new("query-failed", "The query failed: column \"pages\" does not exist.")],
            }
        );

    public static AnalysisResult Of(params MetricResult[] metrics) => Result with { Metrics = metrics };

    public static AnalysisResult Running(params MetricResult[] metrics) => Of(metrics) with { Basis = "alwaysValid" };

    public static MetricResult WithDecision(this MetricResult metric, Decision decision) =>
        metric with
        {
            Comparisons = [.. metric.Comparisons.Select(comparison => comparison with { Decision = decision })],
        };
}

using Waypost.Wire.Experiments;

namespace Waypost.Manager.Tests.Support;

/// <summary>Results as the stats worker would write them.</summary>
internal static class JobResults
{
    /// <summary>A count of 1 January 2026: three users see "off", the others "on".</summary>
    public static ExposuresResult Exposures(int total) =>
        new()
        {
            CountedAt = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero),
            Days = [new(new(2026, 1, 1), "off", 3), new(new(2026, 1, 1), "on", total - 3)],
            Exposures = new()
            {
                ByVariant = new Dictionary<string, long> { ["off"] = 3, ["on"] = total - 3 },
                Total = total,
                ExcludedMultiple = 0,
                ExcludedNullUser = 0,
            },
        };

    /// <summary>An analysis of one day later that counted so many users and has no metrics.</summary>
    public static AnalysisResult AnalysisOf(int total)
    {
        DateTimeOffset at = new(2026, 1, 2, 8, 0, 0, TimeSpan.Zero);
        return new()
        {
            ExperimentId = 1,
            AnalyzedAt = at,
            Engine = "test",
            Window = new(at.AddDays(-1), at),
            Planned = new(at.AddDays(14), null),
            Exposures = new()
            {
                ByVariant = new Dictionary<string, long> { ["off"] = 4, ["on"] = total - 4 },
                Total = total,
                ExcludedMultiple = 0,
                ExcludedNullUser = 0,
            },
            SampleRatio = null,
            Basis = "alwaysValid",
            Metrics = [],
            Warnings = [],
            Sql = "",
        };
    }

    /// <summary>An analysis in which nothing could be computed but one statistic.</summary>
    public static AnalysisResult Analysis(long id) =>
        new()
        {
            ExperimentId = id,
            AnalyzedAt = DateTimeOffset.UnixEpoch,
            Engine = "test",
            Window = new(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch),
            Planned = new(DateTimeOffset.UnixEpoch, null),
            Exposures = new()
            {
                ByVariant = new Dictionary<string, long>(),
                Total = 0,
                ExcludedMultiple = 0,
                ExcludedNullUser = 0,
            },
            SampleRatio = null,
            Basis = "fixed",
            Warnings = [],
            Sql = "select",
            Metrics =
            [
                new()
                {
                    Metric = "value",
                    Name = "Value",
                    Type = MetricType.Revenue,
                    Role = MetricRole.Secondary,
                    Primary = false,
                    Goal = MetricGoal.Increase,
                    Variants = [],
                    Sql = "select",
                    Warnings = [new("no-users", "Nobody was exposed.")],
                    Comparisons =
                    [
                        new()
                        {
                            Variant = "on",
                            Control = "off",
                            Difference = null,
                            Relative = null,
                            IntervalAbsolute = null,
                            IntervalRelative = null,
                            Statistic = 1e-300,
                            DegreesOfFreedom = null,
                            PValue = null,
                            PValueAdjusted = null,
                            Significant = null,
                            Decision = Decision.NotEnoughData,
                            Method = "Welch's t-test",
                            AlwaysValid = null,
                            Bayesian = null,
                        },
                    ],
                },
            ],
        };
}

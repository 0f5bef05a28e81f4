using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Experiments.Receipts;

/// <summary>Every p-value of a result with the call that computes it again from the aggregated numbers. Pure.</summary>
internal static class ReceiptChecks
{
    /// <summary>Draws of the worker's Monte Carlo test of the sample ratio, and of the script's.</summary>
    private const double WorkerDraws = 1_000_000;

    private const int ScriptDraws = 200_000;

    /// <param name="result">One reading: its later data is another one.</param>
    /// <param name="prefix">Begins every name.</param>
    public static IReadOnlyList<ReceiptCheck> Of(AnalysisResult result, string prefix = "")
    {
        var checks = new List<ReceiptCheck>();
        if (result.SampleRatio is { } ratio)
        {
            AddSampleRatio(checks, ratio);
        }

        foreach (var metric in result.Metrics)
        {
            AddMetric(checks, result, metric, result.Metrics);
            var steps = FunnelSteps.Of(metric);
            foreach (var step in steps)
            {
                AddMetric(checks, result, step, steps);
            }
        }

        return prefix.Length == 0 ? checks : [.. checks.Select(check => check with { Name = prefix + check.Name })];
    }

    /// <summary>"Quote completed, on vs. off".</summary>
    internal static string Name(MetricResult metric, Comparison comparison) =>
        $"{metric.Name}, {comparison.Variant} vs. {comparison.Control}";

    /// <param name="family">The metrics whose p-values are adjusted together, if they have the same role.</param>
    private static void AddMetric(List<ReceiptCheck> checks, AnalysisResult result, MetricResult metric, IReadOnlyList<MetricResult> family)
    {
        var numbers = new ComparedNumbers(result, metric);
        AddOmnibus(checks, metric, numbers);
        foreach (var comparison in metric.Comparisons)
        {
            AddComparison(checks, metric, comparison, numbers);
            AddAdjusted(checks, family, metric, comparison);
            MarginChecks.Add(checks, result, metric, comparison, numbers);
        }
    }

    private static void AddSampleRatio(List<ReceiptCheck> checks, SampleRatio ratio)
    {
        var served = ratio.Observed.Keys.Where(variant => ratio.Expected.GetValueOrDefault(variant) > 0).ToList();
        if (ratio.PValue is not { } p || served.Count < 2)
        {
            return;
        }

        var observed = served.ConvertAll(variant => (double)ratio.Observed[variant]);
        var shares = served.ConvertAll(variant => ratio.Expected[variant]);
        var (function, isSimulated) = ratio.Method switch
        {
            "exact binomial test" => ("exact_binomial", false),
            "exact multinomial test" => ("exact_multinomial", false),
            "exact multinomial test by Monte Carlo" => ("simulated_multinomial", true),
            _ => ("goodness_of_fit", false),
        };
        checks.Add(
            isSimulated
                // Six standard errors of the two simulations.
                ? new("Sample ratio", p, new(function, observed, shares, ScriptDraws), SimulationTolerance(p))
                : new("Sample ratio", p, new(function, observed, shares))
        );
    }

    private static double SimulationTolerance(double p) => 6 * Math.Sqrt((1 - p) / p * ((1 / WorkerDraws) + (1d / ScriptDraws)));

    private static void AddOmnibus(List<ReceiptCheck> checks, MetricResult metric, ComparedNumbers numbers)
    {
        if (metric.Omnibus is not { PValue: { } p } omnibus)
        {
            return;
        }

        var present = metric.Variants.Where(variant => variant.Users > 0).Select(variant => variant.Variant).ToList();
        var (function, arms) = omnibus.Method switch
        {
            "Welch's ANOVA" => ("welch_anova", present.ConvertAll(numbers.Mean)),
            "ANOVA with pooled variance" => ("pooled_anova", present.ConvertAll(numbers.Mean)),
            _ => ("chi_square_of_all", present.ConvertAll(numbers.Proportion)),
        };
        checks.Add(new($"{metric.Name}, all variants: {omnibus.Method}", p, new(function, (object)arms)));
    }

    private static void AddComparison(List<ReceiptCheck> checks, MetricResult metric, Comparison comparison, ComparedNumbers numbers)
    {
        var pair = numbers.Of(comparison);
        if (comparison.PValue is { } p)
        {
            Call call = comparison switch
            {
                _ when pair.IsProportion && comparison.Statistic is null => new("fisher_test", pair.Control, pair.Test),
                _ when pair.IsProportion => new("chi_square_test", pair.Control, pair.Test),
                _ when metric.Quantile is not null => new(
                    "two_sided",
                    new Call("z_of_means", pair.Control, pair.Test),
                    comparison.DegreesOfFreedom
                ),
                _ when pair.IsPooled => new("pooled_t_test", pair.Control, pair.Test),
                _ => new("welch_t_test", pair.Control, pair.Test),
            };
            checks.Add(new($"{Name(metric, comparison)}: {comparison.Method}", p, call));
        }

        if (comparison.AlwaysValid is { } always)
        {
            checks.Add(
                new(
                    $"{Name(metric, comparison)}: always valid",
                    always.PValue,
                    new("always_valid", pair.Deviation, pair.Users, pair.PlannedUsers)
                )
            );
        }
    }

    private static void AddAdjusted(
        List<ReceiptCheck> checks,
        IReadOnlyList<MetricResult> metrics,
        MetricResult metric,
        Comparison comparison
    )
    {
        if (comparison.PValueAdjusted is not { } adjusted)
        {
            return;
        }

        var family = metrics
            .Where(other => other.Role == metric.Role)
            .SelectMany(other => other.Comparisons)
            .Where(other => other.PValue is not null)
            .ToList();
        checks.Add(
            new(
                $"{Name(metric, comparison)}: adjusted",
                adjusted,
                new(
                    metric.Role == MetricRole.Primary ? "holm" : "benjamini_hochberg",
                    family.ConvertAll(other => other.PValue!.Value),
                    family.FindIndex(other => ReferenceEquals(other, comparison)) + 1
                )
            )
        );
    }
}

using Waypost.Stats.Queries;
using Waypost.Stats.Statistics;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Analysis;

/// <summary>
/// Compares the variants in each level and over all, with the code of an analysis. <see cref="Correct"/> follows later, because it depends
/// on all metrics. Pure.
/// </summary>
internal sealed class LevelComparison(ExperimentScope scope, LevelCounts levels, string basis, double alpha, long? plannedUsers)
{
    // N* of the always-valid rule is that of the whole experiment: it has to be fixed before the data, and a level's share is not.
    private readonly MetricComparison comparison = new(scope, alpha, plannedUsers, earlier: []);

    /// <param name="rows">One per variant and level, and one per variant without a level.</param>
    /// <param name="i">The metric's index in its query.</param>
    public BreakdownMetric Compare(ExperimentMetric metric, IReadOnlyList<IReadOnlyDictionary<string, double?>> rows, int i, string sql)
    {
        var column = metric.Definition.Steps?.Count ?? i;
        var overall = comparison.Result(metric, Arms(metric.Definition, rows, null, column), "", TimeSpan.Zero);
        if (overall.Variants.Count == 0)
        {
            return Failed(metric, overall.Warnings[0].Code, overall.Warnings[0].Message, sql);
        }

        // A changed definition is said once.
        var unchanged = metric with
        {
            ChangedAt = null,
        };
        var compared = levels
            .Levels.Select(level =>
            {
                var arms = Arms(metric.Definition, rows, levels.IndexOf(level), column);
                return (Arms: arms, Result: comparison.Result(unchanged, arms, "", TimeSpan.Zero));
            })
            .ToList();
        return Empty(metric, sql) with
        {
            Overall = ToEstimate(overall),
            Levels = [.. compared.Select(level => ToEstimate(level.Result))],
            Interactions = [.. overall.Comparisons.Select(one => Interaction(one.Variant, [.. compared.Select(level => level.Result)]))],
            Paradoxes =
            [
                .. scope
                    .Variants.Select((variant, test) => (variant.Key, Finding: Paradox([.. compared.Select(level => level.Arms)], test)))
                    .Where(one => one.Finding is not null)
                    .Select(one => ToResult(one.Key, one.Finding!.Value)),
            ],
        };
    }

    public static BreakdownMetric Failed(ExperimentMetric metric, string code, string message, string sql) =>
        Empty(metric, sql) with
        {
            Warning = new(code, message),
        };

    /// <summary>
    /// Corrects the levels' p-values for the number of levels × metrics × variants (Benjamini–Hochberg), and those of the interactions for
    /// metrics × variants (Holm).
    /// </summary>
    public static IReadOnlyList<BreakdownMetric> Correct(IReadOnlyList<BreakdownMetric> metrics)
    {
        var adjusted = new Queue<double?>(
            BenjaminiHochberg.Adjust([
                .. metrics.SelectMany(metric => metric.Levels).SelectMany(level => level.Comparisons).Select(one => one.PValue),
            ])
        );
        var interactions = new Queue<double?>(
            Holm.Adjust([.. metrics.SelectMany(metric => metric.Interactions).Select(interaction => interaction.PValue)])
        );
        return
        [
            .. metrics.Select(metric =>
                metric with
                {
                    Levels =
                    [
                        .. metric.Levels.Select(level =>
                            level with
                            {
                                Comparisons = [.. level.Comparisons.Select(one => one with { PValueAdjusted = adjusted.Dequeue() })],
                            }
                        ),
                    ],
                    Interactions = [.. metric.Interactions.Select(one => one with { PValueAdjusted = interactions.Dequeue() })],
                }
            ),
        ];
    }

    private static BreakdownMetric Empty(ExperimentMetric metric, string sql) =>
        new()
        {
            Metric = metric.Definition.Key,
            Name = metric.Definition.Name,
            Type = metric.Definition.Type,
            Role = metric.Role,
            Goal = metric.Definition.Goal,
            Sql = sql,
        };

    private List<MetricArm> Arms(MetricDefinition metric, IReadOnlyList<IReadOnlyDictionary<string, double?>> rows, int? level, int i) =>
        [
            .. scope.Variants.Select(
                (variant, index) =>
                    MetricArm.Of(variant.Key, metric, RowOf(rows, index, level), i) with
                    {
                        OpenUsers = metric.Window is null
                            ? null
                            : (long)(RowOf(rows, ExposureSql.OpenVariant(index), level)?["users"] ?? 0),
                    }
            ),
        ];

    private static IReadOnlyDictionary<string, double?>? RowOf(
        IReadOnlyList<IReadOnlyDictionary<string, double?>> rows,
        int variant,
        int? level
    ) => rows.FirstOrDefault(row => row["v"] == variant && row["level"] == level);

    private BreakdownEstimate ToEstimate(MetricResult result) =>
        new(
            [.. result.Variants.Select(variant => new BreakdownVariant(variant.Variant, variant.Users, variant.Mean))],
            [
                .. result.Comparisons.Select(one =>
                    basis == AnalysisBasis.Fixed
                        ? Of(one, one.IntervalAbsolute, one.IntervalRelative, one.PValue)
                        : Of(one, one.AlwaysValid?.Interval, one.AlwaysValid?.IntervalRelative, one.AlwaysValid?.PValue)
                ),
            ],
            result.Warnings
        );

    private static BreakdownComparison Of(Comparison one, IReadOnlyList<double>? interval, IReadOnlyList<double>? relative, double? p) =>
        new()
        {
            Variant = one.Variant,
            Difference = one.Difference,
            Relative = one.Relative,
            Interval = interval,
            IntervalRelative = relative,
            PValue = p,
        };

    /// <summary>Only at the planned end: the test does not permit repeated looks.</summary>
    private BreakdownInteraction Interaction(string variant, IReadOnlyList<MetricResult> byLevel)
    {
        var differences = byLevel.Select(level => ToDifference(level, variant)).OfType<LevelDifference>().ToList();
        return basis == AnalysisBasis.Fixed && CochranQ.Test(differences) is { } q
            ? new(variant, q.Statistic, q.DegreesOfFreedom, q.PValue)
            : new(variant, null, null, null);
    }

    /// <summary>
    /// With its standard error by the test that holds for the level; null where an always-valid interval has too few users or events.
    /// </summary>
    private static LevelDifference? ToDifference(MetricResult level, string variant)
    {
        var compared = level.Comparisons.FirstOrDefault(one => one.Variant == variant);
        if (compared is not { AlwaysValid: not null, PValue: not null, Difference: { } difference })
        {
            return null;
        }

        // A pooled test of skewed values has another error than the variances of its arms.
        if (level.Type != MetricType.Binomial && compared.Statistic is { } t and not 0 && difference != 0)
        {
            return new(difference, Math.Abs(difference / t));
        }
        var variance = level
            .Variants.Where(arm => arm.Variant == variant || arm.Variant == compared.Control)
            .Sum(arm => arm.Variance / arm.Users);
        return variance > 0 ? new(difference, Math.Sqrt(variance.Value)) : null;
    }

    /// <summary>Of means and proportions: a ratio of all users is no mean of the levels' ratios.</summary>
    private static SimpsonsParadoxFinding? Paradox(IReadOnlyList<IReadOnlyList<MetricArm>> byLevel, int test)
    {
        if (test == 0 || byLevel.Any(arms => arms.Any(arm => arm.DenominatorSum is not null)))
        {
            return null;
        }

        var levels = byLevel.Select(arms => (Control: MeanOf(arms[0]), Test: MeanOf(arms[test]))).ToList();
        return levels.TrueForAll(level => level is { Control: not null, Test: not null })
            ? SimpsonsParadox.Find([.. levels.Select(level => (level.Control!.Value, level.Test!.Value))])
            : null;
    }

    private static Moments? MeanOf(MetricArm arm) => arm.Users == 0 ? default(Moments) : arm.Proportion?.ToMoments() ?? arm.Moments;

    private static SimpsonsParadoxResult ToResult(string variant, SimpsonsParadoxFinding finding) =>
        new(variant, finding.Overall, finding.WithinLevels, finding.OppositeShare, finding.SharesPValue);
}

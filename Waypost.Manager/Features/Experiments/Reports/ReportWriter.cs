using Waypost.Manager.Data;
using Waypost.Manager.Features.Experiments.Receipts;
using Waypost.Manager.Ui.Results;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Experiments.Reports;

/// <summary>Writes an experiment's report from its plan and its newest results. Pure.</summary>
internal static class ReportWriter
{
    /// <param name="names">Of the metrics, by key.</param>
    public static ExperimentReport Write(
        ExperimentView experiment,
        AnalysisResult? result,
        IReadOnlyDictionary<string, string> names,
        DateTimeOffset now
    )
    {
        var context = result is null ? default : ResultContext.Of(result, experiment.StoppedAt, now, experiment.PausedAt is not null);
        var plan = experiment.LockedPlan ?? Unlocked(experiment, names);
        var summary = result is null ? null : ResultSummary.Of(result, context);
        return new()
        {
            Id = experiment.Id,
            Name = experiment.Name,
            Status = experiment.Status,
            Flag = experiment.Flag,
            Environment = experiment.Environment,
            Description = experiment.Description,
            WrittenAt = now,
            Plan = plan,
            LockedAt = experiment.LockedPlan?.At,
            LockedBy = experiment.LockedPlan?.By,
            Rule = DecisionRule.Sentences(plan.Metrics.Count(metric => metric.Role == MetricRole.Primary), plan.GuardrailStop),
            Deviations = experiment.Deviations,
            StartedAt = experiment.StartedAt,
            StoppedAt = experiment.StoppedAt,
            Pauses = experiment.Pauses,
            Numbers = result is null ? null : WriteNumbers(result, context, plan.MinimumEffect),
            Decision = new(summary?.Text, summary?.Advice, experiment.Winner, Decide(experiment)),
            Learned = experiment.Learned,
        };
    }

    private static StatedPlan Unlocked(ExperimentView experiment, IReadOnlyDictionary<string, string> names) =>
        new()
        {
            Phase = experiment.Phase,
            Hypothesis = experiment.Hypothesis,
            Control = experiment.Control,
            Rollout = experiment.Rollout,
            Metrics =
            [
                .. experiment.Metrics.Select(key => new StatedMetric(
                    key,
                    names.GetValueOrDefault(key, key),
                    experiment.Roles[key],
                    experiment.Margins.GetValueOrDefault(key)
                )),
            ],
            MinimumEffect = experiment.MinimumEffect,
            PlannedDays = experiment.PlannedDays,
            PlannedEnd = experiment.PlannedEnd,
            PlannedUsers = experiment.PlannedUsers,
            CupedDays = experiment.CupedDays,
            Layer = experiment.Layer,
            LayerShare = experiment.LayerShare,
            GuardrailStop = experiment.GuardrailStop,
        };

    private static ReportNumbers WriteNumbers(AnalysisResult result, ResultContext context, double? minimumEffect) =>
        new()
        {
            AnalyzedAt = result.AnalyzedAt,
            Basis = result.Basis,
            IsFinal = result.IsFinal,
            Window = result.Window,
            Users = result.Exposures,
            SampleRatioPValue = result.SampleRatio?.PValue,
            Rows =
            [
                .. new ResultRows(result, context).Groups.SelectMany(group =>
                    group.Metrics.SelectMany(metric => metric.Rows.Select(row => WriteRow(row, minimumEffect)))
                ),
            ],
            Warnings =
            [
                .. result
                    .Warnings.Select(warning => warning.Message)
                    .Append(result.SampleRatio?.Message)
                    .OfType<string>()
                    .Concat(result.Metrics.SelectMany(metric => metric.Warnings.Select(warning => $"{metric.Name}: {warning.Message}")))
                    .Distinct(),
            ],
            Engine = result.Engine,
            InputHash = ReceiptInputs.Hash(ReceiptInputs.Create(result)),
        };

    private static ReportRow WriteRow(ResultRow row, double? minimumEffect)
    {
        var (metric, comparison, summary) = (row.Metric, row.Comparison, row.Summary);
        return new()
        {
            Metric = metric.Metric,
            Name = metric.Name,
            Role = metric.Role,
            Variant = comparison.Variant,
            Control = comparison.Control,
            Users = row.Test?.Users,
            ControlUsers = row.Control?.Users,
            Value = row.Test?.Mean,
            ControlValue = row.Control?.Mean,
            Difference = comparison.Difference,
            Lift = comparison.Relative,
            Interval = row.Interval,
            PValue = row.PValue,
            Method = row.TestName,
            Decision = ResultSummary.IsDistrusted(row.Result) ? Decision.DoNotTrust : comparison.Decision,
            WorthHaving = metric.Role == MetricRole.Primary && minimumEffect is { } effect ? ReportText.WorthHaving(row, effect) : null,
            Margin = comparison.Margin is { } margin ? MarginText.Label(margin, metric) : null,
            Texts = new(
                Format(metric, row.Control?.Mean),
                Format(metric, row.Test?.Mean),
                comparison.Relative is { } lift ? NumberFormat.Lift(lift)
                    : comparison.Difference is { } difference ? NumberFormat.Difference(metric.Type, difference)
                    : NumberFormat.NotAvailable,
                row.IntervalText,
                row.PValue is { } p ? NumberFormat.PValue(p) : NumberFormat.NotAvailable,
                summary.Label,
                summary.Finding,
                summary.Certainty
            ),
        };
    }

    private static string Format(MetricResult metric, double? value) =>
        value is { } known ? NumberFormat.Value(metric.Type, known) : NumberFormat.NotAvailable;

    private static string Decide(ExperimentView experiment) =>
        experiment switch
        {
            { Status: ExperimentStatus.Draft } => "The experiment has not started.",
            { Winner: { } winner } when winner == experiment.Control =>
                $"Everyone gets “{winner}”, the control: the change was not shipped.",
            { Winner: { } winner } => $"Everyone gets “{winner}”.",
            { Status: ExperimentStatus.Running } => "Nothing is decided yet: the experiment is running.",
            _ => "The experiment was stopped without a winner.",
        };
}

using Waypost.Stats.Analysis;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Planning;

/// <summary>Takes what the caller knows, measures what is missing, and plans.</summary>
internal sealed class PlanAnswers(BaselineMeasuring measuring)
{
    public async Task<PlanReport> AnswerAsync(PlanQuestion question, CancellationToken cancellationToken)
    {
        var warnings = new WarningList();
        if (Fault(question) is { } fault)
        {
            warnings.Add("bad-question", fault);
            return new()
            {
                Baseline = question.Baseline ?? new(),
                UsersByVariant = null,
                TotalUsers = null,
                Days = null,
                Warnings = warnings.All,
                Method = "",
            };
        }

        var known = question.Baseline ?? new();
        var measured =
            question.Source is { } source && IsIncomplete(known, question)
                ? await measuring.MeasureAsync(question, source, warnings, cancellationToken)
                : new();
        return Planner.Plan(
            question,
            new()
            {
                Mean = known.Mean ?? measured.Mean,
                Variance = known.Variance ?? (known.Mean is null || question.Metric.Type != MetricType.Binomial ? measured.Variance : null),
                VisitorsPerDay = known.VisitorsPerDay ?? measured.VisitorsPerDay,
                Correlation = known.Correlation ?? measured.Correlation,
                Users = measured.Users,
            },
            warnings
        );
    }

    private static bool IsIncomplete(PlanBaseline known, PlanQuestion question) =>
        known.Mean is null
        || known.VisitorsPerDay is null
        || (
            question.Metric.Type != MetricType.Binomial
            && (known.Variance is null || (question.CupedDays is not null && known.Correlation is null))
        );

    private static string? Fault(PlanQuestion question) =>
        !(question.MinimumEffect is > 0 and < 1000) ? "The smallest effect must be above 0."
        : !(question.Power is > 0.05 and < 1) || question.Power <= question.Alpha ? "The power must lie between alpha and 1."
        : !(question.Alpha is > 0 and < 1) ? "Alpha must lie between 0 and 1."
        : question.BaselineDays is < 1 or > 90 ? "The baseline is measured over 1 to 90 days."
        : question.CupedDays is < 1 or > 90 ? "Variance reduction takes 1 to 90 days."
        : question.Variants.Any(variant => !(variant.Weight >= 0)) ? "A share must be 0 or more."
        : null;
}

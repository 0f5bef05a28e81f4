using Waypost.Stats.Analysis;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Planning;

/// <summary>Measures the figures that the request leaves out, and computes the plan.</summary>
internal sealed class PlanRequestHandler(BaselineMeasurement measurement)
{
    public async Task<PlanReport> HandleAsync(PlanRequest request, CancellationToken cancellationToken)
    {
        var warnings = new WarningList();
        if (Validate(request) is { } error)
        {
            warnings.Add("bad-question", error);
            return new()
            {
                Baseline = request.Baseline ?? new(),
                UsersByVariant = null,
                TotalUsers = null,
                Days = null,
                Warnings = warnings.All,
                Method = "",
            };
        }

        var known = request.Baseline ?? new();
        var measured =
            request.Source is { } source && IsIncomplete(known, request)
                ? await measurement.MeasureAsync(request, source, warnings, cancellationToken)
                : new();
        return Planner.Plan(
            request,
            new()
            {
                Mean = known.Mean ?? measured.Mean,
                Variance = known.Variance ?? (known.Mean is null || request.Metric.Type != MetricType.Binomial ? measured.Variance : null),
                VisitorsPerDay = known.VisitorsPerDay ?? measured.VisitorsPerDay,
                Correlation = known.Correlation ?? measured.Correlation,
                Users = measured.Users,
                Skewness = known.Skewness ?? measured.Skewness,
            },
            warnings
        );
    }

    private static bool IsIncomplete(PlanBaseline known, PlanRequest request) =>
        known.Mean is null
        || known.VisitorsPerDay is null
        || (request.Metric.Type != MetricType.Binomial && known.Variance is null)
        || (request.CupedDays is not null && MetricSql.UsesCuped(request.Metric) && known.Correlation is null);

    private static string? Validate(PlanRequest request) =>
        !(request.MinimumEffect is > 0 and < 1000) ? "The minimum detectable effect must be above 0."
        : !(request.Power is > 0.05 and < 1) || request.Power <= request.Alpha ? "The statistical power must be between alpha and 1."
        : !(request.Alpha is > 0 and < 1) ? "Alpha must be between 0 and 1."
        : request.BaselineDays is < 1 or > 90 ? "The baseline can be measured over 1 to 90 days."
        : request.Margin is not null && request.Alpha >= 0.5 ? "Alpha must be below 0.5 for a margin."
        : request.Margin?.FindFault(request.Metric) is { } fault ? fault
        : request.Metric.Window?.FindFault() is { } wrong ? wrong
        : request.CupedDays is < 1 or > 90 ? "Variance reduction can use 1 to 90 days."
        : request.Variants.Any(variant => !(variant.Weight >= 0)) ? "A weight must be 0 or more."
        : null;
}

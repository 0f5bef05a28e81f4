using Waypost.Stats.Analysis;
using Waypost.Stats.Statistics;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Planning;

/// <summary>How many users, and how long? Pure: the baseline is known by now.</summary>
internal static class Planner
{
    private static readonly int[] curve = [7, 14, 21, 28, 42, 56];

    public static PlanReport Plan(PlanQuestion question, PlanBaseline baseline, WarningList warnings)
    {
        var served = question.Variants.Where(variant => variant.Weight > 0).ToList();
        served = [.. served.Where(variant => variant.Key == question.Control), .. served.Where(variant => variant.Key != question.Control)];
        var power = PowerOf(question, baseline, served, warnings);
        var needed = power?.Needed(question.MinimumEffect);
        if (power is not null && needed is null)
        {
            warnings.Add(
                "cannot-be-shown",
                "No sensible number of users would show such a change: the metric's mean is 0, or the change leads outside what it can be."
            );
        }
        var perDay = baseline.VisitorsPerDay;
        if (perDay is not > 0)
        {
            warnings.Add("no-visitors", "How long it takes cannot be told: enter the visitors a day by hand.");
        }
        return new()
        {
            Baseline = baseline,
            UsersByVariant = needed is null
                ? null
                : question.Variants.ToDictionary(
                    variant => variant.Key,
                    variant => served.IndexOf(variant) is var at and >= 0 ? needed.Users[at] : 0
                ),
            TotalUsers = needed?.Total,
            Days = perDay > 0 ? needed?.Total / perDay : null,
            UsersAfterPlannedDays = perDay > 0 && question.PlannedDays is { } days ? (long)(perDay * days) : null,
            EffectAfterPlannedDays =
                perDay > 0 && question.PlannedDays is { } planned ? power?.Detectable((long)(perDay.Value * planned)) : null,
            Curve =
                perDay > 0
                    ?
                    [
                        .. curve.Select(point => new PlanPoint(
                            point,
                            (long)(perDay.Value * point),
                            power?.Detectable((long)(perDay.Value * point))
                        )),
                    ]
                    : [],
            Warnings = warnings.All,
            Method = power?.Method ?? (question.Metric.Type == MetricType.Binomial ? Power.OfProportions : Power.OfMeans),
        };
    }

    private static Power? PowerOf(PlanQuestion question, PlanBaseline baseline, List<VariantShare> served, WarningList warnings)
    {
        var binomial = question.Metric is { Type: MetricType.Binomial, DenominatorQuery: null };
        if (served.Count < 2 || served[0].Key != question.Control)
        {
            warnings.Add("no-shares", "At least the control and one other variant need a share above 0.");
        }
        else if (baseline.Mean is not { } mean)
        {
            warnings.Add("no-mean", "How many users it takes cannot be told: enter the metric's mean by hand.");
        }
        else if (!binomial && baseline.Variance is not > 0)
        {
            warnings.Add("no-variance", "How many users it takes cannot be told: enter the variance of the metric per user by hand.");
        }
        else if (binomial && mean is not (> 0 and < 1))
        {
            warnings.Add("not-a-proportion", "A proportion must lie between 0 and 1, and not at its ends.");
        }
        else
        {
            var design = new SampleDesign
            {
                Shares = [.. served.Select(variant => variant.Weight)],
                Alpha = question.Alpha,
                Power = question.Power,
                // The analysis does not use it for proportions, so planning must not either.
                Correlation = question.CupedDays is null || binomial ? 0 : Math.Clamp(baseline.Correlation ?? 0, -0.999, 0.999),
            };
            return new(mean, binomial ? null : baseline.Variance, question.Metric.Goal == MetricGoal.Increase, design);
        }

        return null;
    }

    /// <summary>Relative effects on one metric.</summary>
    /// <param name="variance">Null: a proportion.</param>
    private sealed class Power(double mean, double? variance, bool increase, SampleDesign design)
    {
        public const string OfProportions = "two proportions, normal approximation";
        public const string OfMeans = "two means, noncentral t";

        public string Method => variance is null ? OfProportions : OfMeans;

        public SampleSizeAnswer? Needed(double effect) =>
            variance is { } v
                ? SampleSize.ForMeans(mean * effect, v, design)
                : SampleSize.ForProportions(mean, mean * (increase ? 1 + effect : 1 - effect), design);

        /// <summary>The smallest relative change that so many users show.</summary>
        public double? Detectable(long users)
        {
            var difference = variance is { } v
                ? SampleSize.DetectableDifferenceOfMeans(users, v, design)
                : SampleSize.DetectableDifferenceOfProportions(users, mean, increase, design);
            return difference is { } absolute && mean != 0 && double.IsFinite(absolute / mean) ? absolute / Math.Abs(mean) : null;
        }
    }
}

using System.Globalization;
using Waypost.Stats.Analysis;
using Waypost.Stats.Statistics;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Planning;

/// <summary>Computes sample size and duration from a known baseline. Pure.</summary>
internal static class Planner
{
    private static readonly int[] curveDays = [7, 14, 21, 28, 42, 56];

    public static PlanReport Plan(PlanRequest request, PlanBaseline baseline, WarningList warnings)
    {
        var served = request.Variants.Where(variant => variant.Weight > 0).ToList();
        served = [.. served.Where(variant => variant.Key == request.Control), .. served.Where(variant => variant.Key != request.Control)];
        var power = PowerOf(request, baseline, served, warnings);
        SampleSizeResult? Needed() => request.Margin is { } margin ? power?.ToRuleOut(margin) : power?.Needed(request.MinimumEffect);
        var needed = Needed();
        if (
            power is { IsProportion: true, Correlation: not 0 }
            && needed is not null
            && !CupedArms.Holds(power.Mean, power.Correlation, needed.Users)
        )
        {
            // The analysis will not use CUPED for so few events, so planning must not either.
            warnings.Add(CupedArms.TooFewEvents);
            power = power.WithoutCuped();
            needed = Needed();
        }
        if (power is not null && needed is null && request.Margin is not null)
        {
            warnings.Add(
                "cannot-be-ruled-out",
                "No realistic number of users can rule out this margin, or the metric's mean is 0 and the margin is relative to it."
            );
        }
        else if (power is not null && needed is null)
        {
            warnings.Add(
                "cannot-be-shown",
                "No realistic number of users can show this effect: the metric's mean is 0, or the effect would exceed the metric's range."
            );
        }
        if (needed is not null)
        {
            WarnOfSkewness(baseline, served, needed, warnings);
        }
        var (perDay, windowDays) = (
            baseline.VisitorsPerDay * (request.ParticipatingShare ?? 1),
            request.Metric.Window?.Span.TotalDays ?? 0
        );
        // Who is exposed later than this has no complete window at the end.
        long UsersAfter(int days) => (long)(perDay!.Value * Math.Max(0, days - windowDays));
        if (request.Metric.Window is { } window && request.PlannedDays <= windowDays)
        {
            warnings.Add("window-too-long", window.LongerThan(request.PlannedDays.Value));
        }

        if (perDay is not > 0)
        {
            warnings.Add("no-visitors", "The duration cannot be computed. Enter the visitors per day.");
        }
        return new()
        {
            Baseline = baseline,
            UsersByVariant = needed is null
                ? null
                : request.Variants.ToDictionary(
                    variant => variant.Key,
                    variant => served.IndexOf(variant) is var at and >= 0 ? needed.Users[at] : 0
                ),
            TotalUsers = needed?.Total,
            Days = perDay > 0 ? (needed?.Total / perDay) + windowDays : null,
            WindowDays = request.Metric.Window is null ? null : windowDays,
            UsersAfterPlannedDays = perDay > 0 && request.PlannedDays is { } days ? UsersAfter(days) : null,
            EffectAfterPlannedDays =
                request.Margin is null && perDay > 0 && request.PlannedDays is { } planned && planned > windowDays
                    ? power?.Detectable(UsersAfter(planned))
                    : null,
            Curve =
                request.Margin is null && perDay > 0
                    ?
                    [
                        .. curveDays
                            .Where(day => day > windowDays)
                            .Select(day => new PlanPoint(day, UsersAfter(day), power?.Detectable(UsersAfter(day)))),
                    ]
                    : [],
            Warnings = warnings.All,
            Method =
                (power?.Method ?? (request.Metric.Type == MetricType.Binomial ? Power.OfProportions : Power.OfMeans))
                + (request.Margin is null ? "" : ", one-sided against the margin"),
        };
    }

    /// <summary>Unequal shares of skewed values take another test, or more users; equal shares do not.</summary>
    private static void WarnOfSkewness(PlanBaseline baseline, List<VariantShare> served, SampleSizeResult needed, WarningList warnings)
    {
        if (baseline.Skewness is not { } skewness)
        {
            return;
        }

        var largest = Enumerable
            .Range(1, served.Count - 1)
            .Max(i => Math.Abs(skewness * Skewness.Imbalance(needed.Users[0], needed.Users[i])));
        if (Skewness.UsersPerSquare * largest * largest > 1)
        {
            var smallest = needed.Users.Min();
            warnings.Add(
                "skewed-values",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The values of this metric are skewed (skewness {skewness:0.#}) and the shares uneven, which costs power. "
                )
                    + (
                        largest > Skewness.Largest
                            ? string.Create(
                                CultureInfo.InvariantCulture,
                                $"With {smallest:N0} users in the smallest variant the means would not be compared; about "
                                    + $"{Math.Ceiling(smallest * largest * largest):N0} are needed. "
                            )
                            : ""
                    )
                    + "Give the variants equal shares, or set a cap."
            );
        }
    }

    private static Power? PowerOf(PlanRequest request, PlanBaseline baseline, List<VariantShare> served, WarningList warnings)
    {
        var binomial = request.Metric is { Type: MetricType.Binomial, DenominatorQuery: null };
        if (served.Count < 2 || served[0].Key != request.Control)
        {
            warnings.Add("no-shares", "The control and at least one other variant need a weight above 0.");
        }
        else if (baseline.Mean is not { } mean)
        {
            warnings.Add("no-mean", "The sample size cannot be computed. Enter the metric's mean.");
        }
        else if (!binomial && baseline.Variance is not > 0)
        {
            warnings.Add("no-variance", "The sample size cannot be computed. Enter the variance of the metric per user.");
        }
        else if (binomial && mean is not (> 0 and < 1))
        {
            warnings.Add("not-a-proportion", "A proportion must be above 0 and below 1.");
        }
        else
        {
            var design = new SampleDesign
            {
                Shares = [.. served.Select(variant => variant.Weight)],
                Alpha = request.Alpha,
                Power = request.Power,
                Correlation = request.CupedDays is null ? 0 : Math.Clamp(baseline.Correlation ?? 0, -0.999, 0.999),
            };
            return new(mean, binomial ? null : baseline.Variance, request.Metric.Goal == MetricGoal.Increase, design);
        }

        return null;
    }

    /// <summary>Converts between users and relative effects on one metric.</summary>
    /// <param name="variance">Null for a proportion.</param>
    private sealed class Power(double mean, double? variance, bool increase, SampleDesign design)
    {
        public const string OfProportions = "two proportions, normal approximation";
        public const string OfMeans = "two means, noncentral t";

        public string Method => variance is null ? OfProportions : OfMeans;

        public bool IsProportion => variance is null;

        public double Mean => mean;

        public double Correlation => design.Correlation;

        public Power WithoutCuped() => new(mean, variance, increase, design with { Correlation = 0 });

        public SampleSizeResult? Needed(double effect) =>
            variance is { } v
                ? SampleSize.ForMeans(mean * effect, v, design, TestVariance(v, effect))
                : SampleSize.ForProportions(mean, mean * (increase ? 1 + effect : 1 - effect), design);

        public SampleSizeResult? ToRuleOut(MetricMargin margin)
        {
            var isEquivalence = margin.Kind == MarginKind.Equivalence;
            return SampleSize.ToRuleOut(
                new(
                    mean,
                    variance,
                    margin.Relative ?? margin.Absolute ?? 0,
                    IsRelative: margin.Relative is not null,
                    Below: isEquivalence || increase,
                    Above: isEquivalence || !increase
                ),
                design
            );
        }

        /// <summary>The minimum detectable effect with this number of users, relative.</summary>
        public double? Detectable(long users)
        {
            var difference = variance is { } v
                ? SampleSize.DetectableDifferenceOfMeans(users, v, design, difference => TestVariance(v, difference / Math.Abs(mean)))
                : SampleSize.DetectableDifferenceOfProportions(users, mean, increase, design);
            return difference is { } absolute && mean != 0 && double.IsFinite(absolute / mean) ? absolute / Math.Abs(mean) : null;
        }

        /// <summary>
        /// Where every value grows by the effect, the variance grows by its square. Where fewer is better, it is assumed not to shrink.
        /// </summary>
        private double TestVariance(double v, double effect) => increase && mean > 0 ? v * (1 + effect) * (1 + effect) : v;
    }
}

using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Experiments.Receipts;

/// <summary>The part of <see cref="ReceiptChecks"/> for margins. Pure.</summary>
internal static class MarginChecks
{
    /// <summary>A difference of −margin or less is to be ruled out.</summary>
    private const int Below = -1;

    /// <summary>A difference of +margin or more is to be ruled out.</summary>
    private const int Above = 1;

    public static void Add(
        List<ReceiptCheck> checks,
        AnalysisResult result,
        MetricResult metric,
        Comparison comparison,
        ComparedNumbers numbers
    )
    {
        if (comparison.Margin is not { PValue: { } p } margin)
        {
            return;
        }

        var pair = numbers.Of(comparison);
        var name = $"{ReceiptChecks.Name(metric, comparison)}: {margin.Method}";
        if (margin.PValues is [var below, var above])
        {
            checks.Add(new($"{name}, lower margin", below, Call(Below)));
            checks.Add(new($"{name}, upper margin", above, Call(Above)));
        }
        else
        {
            checks.Add(new(name, p, Call(metric.Goal == MetricGoal.Increase ? Below : Above)));
        }

        Call Call(int side)
        {
            var size = margin.Margin.Relative ?? margin.Margin.Absolute;
            var function = (pair.IsProportion, margin.Margin.Relative) switch
            {
                (true, null) => "margin_of_proportions",
                (true, _) => "margin_of_ratio_of_proportions",
                (false, null) => "margin_of_means",
                (false, _) => "margin_of_ratio_of_means",
            };
            var (control, test) = pair.IsPooled ? (pair.PooledControl, pair.PooledTest) : (pair.Control, (object)pair.Test);
            var deviation = new Call(function, control, test, size, side);
            return result.Basis != AnalysisBasis.Fixed ? new("one_sided_always_valid", deviation, pair.Users, pair.PlannedUsers)
                : pair.IsProportion ? new("one_sided", deviation, null)
                : new("one_sided", deviation, comparison.DegreesOfFreedom);
        }
    }
}

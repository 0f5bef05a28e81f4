using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Experiments.Receipts;

/// <summary>The aggregated numbers of a metric's variants, as the scripts take them. Pure.</summary>
internal sealed class ComparedNumbers(AnalysisResult result, MetricResult metric)
{
    private const string Pooled = "t-test with pooled variance";

    /// <summary>What the always-valid interval assumes without a planned number of users.</summary>
    private const long UnplannedUsers = 10_000;

    private bool IsProportion => metric is { Type: MetricType.Binomial, Ratio: false, Cuped: null };

    /// <summary>Users with the event, and all users.</summary>
    public IReadOnlyList<double> Proportion(string variant) => [Find(variant).Converted ?? 0, Find(variant).Users];

    /// <summary>Users, mean, variance.</summary>
    public IReadOnlyList<double> Mean(string variant) =>
        [Find(variant).Users, Find(variant).Mean ?? double.NaN, Find(variant).Variance ?? double.NaN];

    public ComparedPair Of(Comparison comparison)
    {
        var users = Find(comparison.Control).Users + Find(comparison.Variant).Users;
        var planned = PlannedUsers(comparison);
        return IsProportion
            ? new(Proportion(comparison.Control), Proportion(comparison.Variant), true, false, users, planned)
            : new(
                Mean(comparison.Control),
                Mean(comparison.Variant),
                false,
                comparison.Method.StartsWith(Pooled, StringComparison.Ordinal),
                users,
                planned
            );
    }

    /// <summary>The share of both variants in the planned users of all.</summary>
    private long PlannedUsers(Comparison comparison)
    {
        if (result.Planned.TotalUsers is not { } total || result.SampleRatio is not { } ratio)
        {
            return UnplannedUsers;
        }

        var expected = ratio.Expected.GetValueOrDefault(comparison.Control) + ratio.Expected.GetValueOrDefault(comparison.Variant);
        var planned = (long)Math.Round(total * expected / ratio.Expected.Values.Sum());
        return planned > 0 ? planned : UnplannedUsers;
    }

    private VariantResult Find(string variant) => metric.Variants.First(found => found.Variant == variant);
}

/// <summary>A variant and the control.</summary>
/// <param name="Control">A proportion or a mean.</param>
/// <param name="Test">Like <paramref name="Control"/>.</param>
/// <param name="IsPooled">Both have one variance.</param>
/// <param name="Users">In both.</param>
/// <param name="PlannedUsers">In both.</param>
internal sealed record ComparedPair(
    IReadOnlyList<double> Control,
    IReadOnlyList<double> Test,
    bool IsProportion,
    bool IsPooled,
    long Users,
    long PlannedUsers
)
{
    public object PooledControl => new Call("pooled_mean", Control, Test);

    public object PooledTest => new Call("pooled_mean", Test, Control);

    /// <summary>The difference in standard errors.</summary>
    public Call Deviation =>
        IsProportion ? new("z_of_proportions", Control, Test)
        : IsPooled ? new("z_of_means", PooledControl, PooledTest)
        : new("z_of_means", Control, Test);
}

namespace Waypost.Stats.Statistics;

/// <summary>The design of an experiment, apart from the effect.</summary>
internal sealed record SampleDesign
{
    /// <summary>Shares of all users in the experiment, control first, any unit, each above 0, at least two.</summary>
    public required IReadOnlyList<double> Shares { get; init; }

    /// <summary>Two-sided error rate over all comparisons with control, 0 &lt; α &lt; 1.</summary>
    public double Alpha { get; init; } = 0.05;

    /// <summary>Statistical power in each comparison, α &lt; power &lt; 1.</summary>
    public double Power { get; init; } = 0.8;

    /// <summary>Correlation ρ with the same metric before (CUPED): it leaves (1 − ρ²) of the variance. 0 = not used.</summary>
    public double Correlation { get; init; }

    /// <summary>Bonferroni: α divided by the number of comparisons. Holm, which the analysis uses, has at least this power.</summary>
    internal double AlphaPerComparison => Alpha / (Shares.Count - 1);

    /// <summary>1 − ρ².</summary>
    internal double VarianceLeft => 1 - (Correlation * Correlation);

    /// <summary>The control's share of all users.</summary>
    internal double ControlShare => Shares[0] / Shares.Sum();

    /// <summary>The smallest share of any other variant: the comparison that needs the most users.</summary>
    internal double SmallestTestShare => Shares.Skip(1).Min() / Shares.Sum();

    /// <summary>Whole users per variant for a total that need not be whole, each rounded up.</summary>
    internal SampleSizeResult Split(double total)
    {
        var sum = Shares.Sum();
        // A rounding error must not cost a user.
        long[] users = [.. Shares.Select(share => (long)Math.Ceiling(share / sum * total * (1 - 1e-12)))];
        return new(users, users.Sum());
    }
}

/// <summary>The users an experiment needs.</summary>
/// <param name="Users">Per variant, in the order of the shares.</param>
internal sealed record SampleSizeResult(IReadOnlyList<long> Users, long Total);

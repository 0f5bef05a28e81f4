using Waypost.Stats.Statistics;

namespace Waypost.Benchmarks.Simulations;

/// <summary>
/// Margins. With a true difference exactly at the margin, harm is "ruled out", or two variants are "equivalent", in at most 5 % of the
/// experiments, also with looks before the planned end. Without a difference, the planned number of users rules harm out in 80 %.
/// </summary>
internal static class MarginCases
{
    private const double Alpha = 0.05;
    private const double AlwaysValidAlpha = 0.01;

    internal static readonly IReadOnlyList<SimulationCase> AtTheMargin =
    [
        Means("means, 0.2 below, 500 an arm", 10, 9.8, 500, 500, Below(0.2)),
        Means("means, 0.2 below, 900 and 100", 10, 9.8, 900, 100, Below(0.2)),
        Means("means, 0.2 above, 500 an arm", 10, 10.2, 500, 500, Above(0.2)),
        Means("means, 2 % below, 500 an arm", 10, 9.8, 500, 500, Below(0.02, isRelative: true)),
        Means("means, 2 % above, 900 and 100", 10, 10.2, 900, 100, Above(0.02, isRelative: true)),
        Means("means, 20 % below a control near 0, 500 an arm", 0.3, 0.24, 500, 500, Below(0.2, isRelative: true)),
        Means("means, equivalence at the lower edge", 10, 9.8, 500, 500, Within(0.2)),
        Means("means, equivalence at the upper edge", 10, 10.2, 500, 500, Within(0.02, isRelative: true)),
        Means("means, equivalence, margin of 2 standard errors", 10, 10.1265, 500, 500, Within(0.1265)),
        Shares("10 % convert, 2 pp below, 1,000 an arm", 0.1, 0.08, 1000, 1000, Below(0.02)),
        Shares("10 % convert, 2 pp below, 9,500 and 500", 0.1, 0.08, 9500, 500, Below(0.02)),
        Shares("1 % convert, 0.5 pp above, 3,000 an arm", 0.01, 0.015, 3000, 3000, Above(0.005)),
        Sparse("1 % convert, 0.5 pp above, 5,700 and 300", 0.01, 0.015, 5700, 300, Above(0.005)),
        Shares("20 % convert, 5 % below, 5,000 an arm", 0.2, 0.19, 5000, 5000, Below(0.05, isRelative: true)),
        Sparse("3 % convert, 20 % below, 1,900 and 100", 0.03, 0.024, 1900, 100, Below(0.2, isRelative: true)),
        Sparse("3 % convert, 20 % above, 1,900 and 100", 0.03, 0.036, 1900, 100, Above(0.2, isRelative: true)),
        Sparse("1 % convert, 50 % above, 5,700 and 300", 0.01, 0.015, 5700, 300, Above(0.5, isRelative: true)),
        Shares("10 % convert, equivalence at the lower edge", 0.1, 0.08, 2000, 2000, Within(0.02)),
        Shares("10 % convert, equivalence at the upper edge", 0.1, 0.11, 9000, 9000, Within(0.1, isRelative: true)),
    ];

    internal static readonly IReadOnlyList<SimulationCase> AtEveryLook =
    [
        Looks("means, 0.2 below", Population.Normal(10), Population.Normal(9.8), 18, 18, 0, 573, isShare: false, Below(0.2)),
        Looks("means, 2 % below, 90/10", Population.Normal(10), Population.Normal(9.8), 90, 10, 0, 573, isShare: false, Below(0.02, true)),
        Looks("10 % convert, 2 pp below", Population.Converts(0.1), Population.Converts(0.08), 72, 72, 0, 573, isShare: true, Below(0.02)),
        Looks(
            "3 % convert, 20 % above, 95/5",
            Population.Converts(0.03),
            Population.Converts(0.036),
            665,
            35,
            0,
            573,
            true,
            Above(0.2, true)
        ),
    ];

    internal static readonly IReadOnlyList<SimulationCase> AlwaysValid =
    [
        Early("means, 0.2 below", Population.Normal(10), Population.Normal(9.8), 18, 18, isShare: false, Below(0.2)),
        Early("means, 2 % below, 90/10", Population.Normal(10), Population.Normal(9.8), 90, 10, isShare: false, Below(0.02, true)),
        Early("10 % convert, 2 pp below", Population.Converts(0.1), Population.Converts(0.08), 72, 72, isShare: true, Below(0.02)),
        Early(
            "3 % convert, 20 % below, 95/5",
            Population.Converts(0.03),
            Population.Converts(0.024),
            665,
            35,
            isShare: true,
            Below(0.2, true)
        ),
        Early(
            "1 % convert, 50 % above, 95/5",
            Population.Converts(0.01),
            Population.Converts(0.015),
            665,
            35,
            isShare: true,
            Above(0.5, true)
        ),
    ];

    internal static IEnumerable<SimulationCase> All() => [.. AtTheMargin, .. AtEveryLook, .. AlwaysValid, .. Power()];

    /// <summary>The planner's number of users rules out harm in 80 % of the experiments without a difference.</summary>
    internal static IReadOnlyList<SimulationCase> Power()
    {
        var design = new SampleDesign { Shares = [1, 1] };
        var uneven = new SampleDesign { Shares = [9, 1] };
        return
        [
            Planned("means, 0.2", new(10, 1, 0.2, IsRelative: false, Below: true, Above: false), design, Below(0.2)),
            Planned("means, 2 %, 90/10", new(10, 1, 0.02, IsRelative: true, Below: true, Above: false), uneven, Below(0.02, true)),
            Planned("means, equivalence, 0.2", new(10, 1, 0.2, IsRelative: false, Below: true, Above: true), design, Within(0.2)),
            Planned("10 % convert, 2 pp", new(0.1, null, 0.02, IsRelative: false, Below: true, Above: false), design, Below(0.02)),
            Planned("10 % convert, 20 % above", new(0.1, null, 0.2, IsRelative: true, Below: false, Above: true), design, Above(0.2, true)),
            Planned(
                "10 % convert, equivalence, 2 pp",
                new(0.1, null, 0.02, IsRelative: false, Below: true, Above: true),
                design,
                Within(0.02)
            ),
        ];
    }

    private static SimulationCase Means(string name, double control, double test, int usersA, int usersB, MarginSide side) =>
        Fixed(name, Population.Normal(control), Population.Normal(test), usersA, usersB, isShare: false, side);

    private static SimulationCase Shares(string name, double control, double test, int usersA, int usersB, MarginSide side) =>
        Fixed(name, Population.Converts(control), Population.Converts(test), usersA, usersB, isShare: true, side);

    /// <summary>With few events in one arm, the error rate stays below the nominal one, or there is no verdict.</summary>
    private static SimulationCase Sparse(string name, double control, double test, int usersA, int usersB, MarginSide side)
    {
        var simulation = Shares(name, control, test, usersA, usersB, side);
        return simulation with { Of10000 = (0, simulation.Of10000.AtMost) };
    }

    private static SimulationCase Fixed(
        string name,
        Func<SeededRandom, double> control,
        Func<SeededRandom, double> test,
        int usersA,
        int usersB,
        bool isShare,
        MarginSide side
    ) =>
        new(
            $"at the margin, {name}",
            (side.Equivalence ? 0 : 430, 573),
            new(control, test, usersA) { TestUsersPerLook = usersB },
            (a, b, _) => side.Holds(isShare, a, b, FixedRule(isShare, a, b))
        );

    private static SimulationCase Planned(string name, MarginQuestion question, SampleDesign design, MarginSide side)
    {
        var users = SampleSize.ToRuleOut(question, design)!.Users;
        var isShare = question.Variance is null;
        var population = isShare ? Population.Converts(question.Mean) : Population.Normal(question.Mean);
        return new(
            FormattableString.Invariant($"power, margin, {name}: {users[0]:N0} and {users[1]:N0} users"),
            (7870, 8130),
            new(population, population, (int)users[0]) { TestUsersPerLook = (int)users[1] },
            (a, b, _) => side.Holds(isShare, a, b, FixedRule(isShare, a, b))
        );
    }

    /// <summary>The results page: always valid at every look, and the one-sided test once, at the planned end.</summary>
    private static SimulationCase Looks(
        string name,
        Func<SeededRandom, double> control,
        Func<SeededRandom, double> test,
        int usersA,
        int usersB,
        int atLeast,
        int atMost,
        bool isShare,
        MarginSide side
    )
    {
        var early = Early(name, control, test, usersA, usersB, isShare, side);
        return early with
        {
            Name = $"at the margin, 28 looks and the planned end, {name}",
            Of10000 = (atLeast, atMost),
            Criterion = (a, b, end) => end ? side.Holds(isShare, a, b, FixedRule(isShare, a, b)) : early.Criterion(a, b, end),
        };
    }

    private static SimulationCase Early(
        string name,
        Func<SeededRandom, double> control,
        Func<SeededRandom, double> test,
        int usersA,
        int usersB,
        bool isShare,
        MarginSide side
    )
    {
        var experiment = new SimulatedExperiment(control, test, usersA, 28) { TestUsersPerLook = usersB };
        return new(
            $"at the margin, always valid at 0.01, 28 looks, {name}",
            (0, 125),
            experiment,
            (a, b, _) =>
                (isShare ? ConfidenceSequence.Obstacle(MarginSide.Counted(a), MarginSide.Counted(b)) : ConfidenceSequence.Obstacle(a, b))
                    is null
                && side.Holds(isShare, a, b, OneSidedRule.AlwaysValid(a.Count + b.Count, AlwaysValidAlpha, experiment.PlannedTotal))
        );
    }

    private static OneSidedRule FixedRule(bool isShare, Moments a, Moments b) =>
        OneSidedRule.Fixed(
            Alpha,
            isShare ? double.PositiveInfinity : Welch.DegreesOfFreedom(a.VarianceOfMean!.Value, a.Count, b.VarianceOfMean!.Value, b.Count)
        );

    private static MarginSide Below(double margin, bool isRelative = false) => new(margin, isRelative, Below: true, Above: false);

    private static MarginSide Above(double margin, bool isRelative = false) => new(margin, isRelative, Below: false, Above: true);

    private static MarginSide Within(double margin, bool isRelative = false) => new(margin, isRelative, Below: true, Above: true);
}

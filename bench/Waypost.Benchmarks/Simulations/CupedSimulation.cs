using Waypost.Stats.Analysis;
using Waypost.Stats.Queries;
using Waypost.Stats.Statistics;
using Waypost.Wire.Experiments;

namespace Waypost.Benchmarks.Simulations;

/// <summary>
/// Experiments without a difference whose users did something similar before: how often the results page shows one, by the rule of the
/// page, which is always-valid at 0.01 until the planned end and the fixed test at 0.05 there.
/// </summary>
/// <param name="Of10000">Lowest and highest count.</param>
/// <param name="Control">New users of the control between two looks.</param>
/// <param name="Test">New users of the other variant.</param>
internal sealed record CupedSimulation(
    string Name,
    (int AtLeast, int AtMost) Of10000,
    bool IsRatio,
    Func<SeededRandom, SimulatedUser> User,
    int Control,
    int Test,
    int Looks = 1
)
{
    internal static readonly IReadOnlyList<CupedSimulation> All =
    [
        new("CUPED, 20 % convert, 1,000 an arm", (430, 573), false, Converts(0.2), 1000, 1000),
        new("CUPED, 30 % convert, 2,000 and 500", (430, 573), false, Converts(0.3), 2000, 500),
        new("CUPED, 11 % convert, 1,000 an arm", (430, 573), false, Converts(0.11), 1000, 1000),
        new("CUPED, 1 % convert, 12,000 an arm", (430, 573), false, Converts(0.01), 12_000, 12_000),
        new("CUPED, 2 % convert, 1,000 an arm", (430, 573), false, Converts(0.02), 1000, 1000),
        new("CUPED, 3 % convert, 1,000 an arm", (0, 573), false, Converts(0.03), 1000, 1000),
        new("CUPED, 3 % convert, 9,000 and 1,000", (0, 573), false, Converts(0.03), 9000, 1000),
        new("CUPED, the results page, 10 % convert, 28 looks", (430, 590), false, Converts(0.1), 100, 100, 28),
        new("CUPED, the results page, 3 % convert, 90/10, 28 looks", (0, 590), false, Converts(0.03), 643, 71, 28),
        new("CUPED, ratio, 600 an arm", (430, 573), true, Sessions, 600, 600),
        new("CUPED, ratio, 1,200 and 300", (430, 573), true, Sessions, 1200, 300),
        new("CUPED, the results page, ratio, 28 looks", (430, 590), true, Sessions, 60, 60, 28),
    ];

    private static readonly ExperimentScope scope = new(
        7,
        [new("off", 1), new("on", 1)],
        DateTimeOffset.UnixEpoch,
        DateTimeOffset.UnixEpoch.AddDays(28)
    );

    /// <summary>In how many runs a difference is shown, at how many last looks CUPED applied, and its mean reduction there.</summary>
    internal (int Shown, int Reduced, double Reduction) Count(int runs, ulong seed)
    {
        var (shown, reduced, reductions) = (0, 0, 0d);
        for (var run = 0; run < runs; run++)
        {
            var (isShown, reduction) = Run(new SeededRandom(seed + (ulong)run));
            shown += isShown ? 1 : 0;
            reduced += reduction is null ? 0 : 1;
            reductions += reduction ?? 0;
        }

        return (shown, reduced, reduced == 0 ? 0 : reductions / reduced);
    }

    /// <summary>The values of a user who has the event as often before, and in two of three cases does the same again.</summary>
    internal static Func<SeededRandom, SimulatedUser> Converts(double chance) =>
        random =>
        {
            var before = random.Uniform() < chance ? 1 : 0;
            var now =
                random.Uniform() < 2 / 3d ? before
                : random.Uniform() < chance ? 1
                : 0;
            return new(now, 1, before);
        };

    /// <summary>Some sessions before and after, with a length that is a habit of the user.</summary>
    internal static SimulatedUser Sessions(SeededRandom random)
    {
        const double MeanLength = 1.04;
        var habit = Math.Exp(0.5 * (random.Uniform() + random.Uniform() - 1));
        var (sessions, before) = (Math.Floor(6 * random.Uniform()), Math.Floor(6 * random.Uniform()));
        double Length(double count)
        {
            var sum = 0d;
            for (var i = 0; i < count; i++)
            {
                sum += habit * (0.5 + random.Uniform());
            }

            return sum;
        }

        return new(Length(sessions), sessions, Length(before) - (MeanLength * before));
    }

    /// <summary>The result of a metric with these users.</summary>
    internal MetricResult Compare(UserSums control, UserSums test)
    {
        var metric = new MetricDefinition
        {
            Key = "metric",
            Name = "Metric",
            Type = IsRatio ? MetricType.Count : MetricType.Binomial,
            Query = "",
            DenominatorQuery = IsRatio ? "" : null,
        };
        var comparison = new MetricComparison(scope, 0.05, (long)(Control + Test) * Looks, []);
        return comparison.Result(
            new() { Definition = metric, Role = MetricRole.Primary },
            [ArmOf("off", control), ArmOf("on", test)],
            "",
            TimeSpan.Zero
        );
    }

    private (bool Shown, double? Reduction) Run(SeededRandom random)
    {
        var (control, test) = (new UserSums(), new UserSums());
        for (var look = 1; ; look++)
        {
            Arrive(control, Control, random);
            Arrive(test, Test, random);
            var result = Compare(control, test);
            var comparison = result.Comparisons[0];
            var shown = comparison.AlwaysValid?.PValue < AlwaysValidComparison.Alpha || (look == Looks && comparison.PValue < 0.05);
            if (shown || look == Looks)
            {
                return (shown, comparison.VarianceReduction);
            }
        }
    }

    private void Arrive(UserSums arm, int users, SeededRandom random)
    {
        for (var i = 0; i < users; i++)
        {
            arm.Add(User(random));
        }
    }

    private MetricArm ArmOf(string variant, UserSums sums) =>
        IsRatio
            ? new()
            {
                Variant = variant,
                Users = sums.Users,
                Moments = RatioMetric.ToMoments(sums.RatioBefore.Ratio),
                RatioBefore = sums.RatioBefore,
            }
            : new()
            {
                Variant = variant,
                Users = sums.Users,
                Moments = sums.Before.Y,
                Proportion = new((long)sums.Sum, sums.Users),
                Before = sums.Before,
            };
}

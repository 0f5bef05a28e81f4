using Waypost.Stats.Queries;
using Waypost.Stats.Statistics;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Analysis;

/// <summary>
/// Splits past users at random and compares the groups by the rules of an experiment: the always-valid interval while the users come, the
/// fixed test when all are there. Source: Kohavi, Tang &amp; Xu, Trustworthy Online Controlled Experiments (2020), chapter 19. Pure.
/// </summary>
/// <param name="buckets">In an order that does not depend on the database.</param>
/// <param name="share">Of the users in the group that stands for the tested variant.</param>
internal sealed class Resplits(MetricDefinition metric, IReadOnlyList<BucketSums> buckets, double share, double alpha)
{
    public const int Count = 1_000;

    /// <summary>Looks of the always-valid interval, each after the same number of buckets.</summary>
    public const int Looks = 10;

    /// <summary>Constant, so that the same data always give the same answer.</summary>
    public const long Seed = 19_000_019;

    /// <summary>Codes of warnings that say why groups are not compared, the most telling one first.</summary>
    private static readonly string[] obstacles = ["too-skewed", "no-always-valid", "too-few-events", "no-variance"];

    private readonly SeededRandom random = new(Seed);
    private readonly int[] order = [.. Enumerable.Range(0, buckets.Count)];
    private readonly ExperimentMetric planned = new() { Definition = metric, Role = MetricRole.Primary };
    private readonly MetricComparison comparison = new(ScopeOf(share), alpha, UsersOf(buckets), earlier: []);
    private readonly AlwaysValidComparison running = new(ScopeOf(share), UsersOf(buckets), earlier: []);

    /// <summary>The next of the random splits.</summary>
    public Resplit Next()
    {
        Shuffle();
        var (a, b) = (default(BucketSums), default(BucketSums));
        bool? alwaysValid = null;
        for (var (look, dealt) = (1, 0); ; look++)
        {
            for (var until = (int)((long)order.Length * look / Looks); dealt < until; dealt++)
            {
                if (random.Uniform() < share)
                {
                    b = b.Plus(buckets[order[dealt]]);
                }
                else
                {
                    a = a.Plus(buckets[order[dealt]]);
                }
            }

            MetricArm[] arms = [a.ToArm("A", metric), b.ToArm("B", metric)];
            alwaysValid = (alwaysValid, running.ExcludesZero(metric, arms[0], arms[1], 1)) switch
            {
                (true, _) or (_, true) => true,
                (false, _) or (_, false) => false,
                _ => null,
            };
            if (look == Looks)
            {
                return Compare(arms, alwaysValid);
            }
        }
    }

    private Resplit Compare(IReadOnlyList<MetricArm> arms, bool? alwaysValid)
    {
        var result = comparison.Result(planned, arms, "", TimeSpan.Zero);
        var decided = Decisions.Apply([result], AnalysisBasis.Fixed, alpha, doNotTrust: false, stoppedEarly: false)[0].Comparisons[0];
        return new(
            decided.Significant,
            alwaysValid,
            decided.Significant is null ? null : decided.PValue,
            arms.All(arm => arm.Users > 0) ? decided.Difference : null,
            decided.Method,
            obstacles
                .Select(code => result.Warnings.FirstOrDefault(warning => warning.Code == code))
                .FirstOrDefault(one => one is not null)
                ?.Message
        );
    }

    private static ExperimentScope ScopeOf(double share) => new(null, [new("A", 1 - share), new("B", share)], default, default);

    private static long UsersOf(IReadOnlyList<BucketSums> buckets) => buckets.Sum(bucket => bucket.Users);

    /// <summary>Fisher and Yates.</summary>
    private void Shuffle()
    {
        for (var i = order.Length - 1; i > 0; i--)
        {
            var other = (int)(random.Uniform() * (i + 1));
            (order[i], order[other]) = (order[other], order[i]);
        }
    }
}

/// <summary>What one split showed.</summary>
/// <param name="Fixed">Whether the fixed test found a difference; null = it did not compare the groups.</param>
/// <param name="AlwaysValid">Whether the always-valid interval excluded 0 at any look; null = there was none.</param>
/// <param name="PValue">Of the fixed test.</param>
/// <param name="Difference">Between the groups; null without users in one.</param>
/// <param name="Method">The fixed test's name.</param>
/// <param name="Warning">Why the groups were not compared; null if they were.</param>
internal sealed record Resplit(bool? Fixed, bool? AlwaysValid, double? PValue, double? Difference, string Method, string? Warning);

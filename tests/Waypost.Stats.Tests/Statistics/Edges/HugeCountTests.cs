using Waypost.Stats.Statistics;

namespace Waypost.Stats.Tests.Statistics.Edges;

/// <summary>Counts of billions: as precise as small ones, and as fast.</summary>
public class HugeCountTests
{
    [Theory]
    [InlineData(1_000_000_000)]
    [InlineData(1_000_000_000_000)]
    [InlineData(1_000_000_000_000_000)]
    public void Fishers_test_of_balanced_arms_is_close_to_a_z_test(long users)
    {
        var shift = (long)Math.Sqrt(users);

        var p = Fisher.PValue(new((users / 2) - shift, users), new((users / 2) + shift, users));

        // z = 2√2 plus the half step of a whole number.
        var z = ((2d * shift) - 1) / Math.Sqrt(users / 2d);
        Assert.Equal(1, p / Tails.NormalTwoSided(z), 1e-6);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-3)]
    [InlineData(8)]
    [InlineData(-36)]
    public void The_integral_of_a_wide_distribution_equals_its_sum(int deviations)
    {
        // Binomial with n = 10⁹ and p = ½: the same distribution, once declared narrow and once wide.
        const double Users = 1e9;
        var deviation = Math.Sqrt(Users) / 2;
        double MinusLog(double x) => Poisson.MinusLog(x, Users / 2) + Poisson.MinusLog(Users - x, Users / 2);
        double Ratio(double x) => (Users - x) / (x + 1);
        var observed = (Users / 2) + Math.Floor(deviations * deviation) + 1;

        var summed = new ExactTail(0, Users, Users / 2, 1, MinusLog, Ratio).PValue(observed);
        var integrated = new ExactTail(0, Users, Users / 2, deviation, MinusLog, Ratio).PValue(observed);

        Assert.Equal(1, integrated / summed, 1e-9);
    }

    [Theory]
    [InlineData(1e9)]
    [InlineData(1e12)]
    [InlineData(1e15)]
    public void An_exact_tail_costs_no_more_steps_however_many_users_there_are(double users)
    {
        var (evaluations, steps) = (0, 0);
        double MinusLog(double x)
        {
            evaluations++;
            return Poisson.MinusLog(x, users / 2) + Poisson.MinusLog(users - x, users / 2);
        }
        double Ratio(double x)
        {
            steps++;
            return (users - x) / (x + 1);
        }

        new ExactTail(0, users, users / 2, Math.Sqrt(users) / 2, MinusLog, Ratio).PValue((users / 2) + Math.Sqrt(users));

        Assert.InRange(evaluations, 1, 2_000);
        Assert.Equal(0, steps);
    }

    [Theory]
    [InlineData(1, 2, 0.36787945343409001)]
    [InlineData(3, 4, 0.017351280109179749)]
    [InlineData(10, 6, 4.501134555443755e-11)]
    [InlineData(1, 20, 0.45792975617518167)]
    [InlineData(3, 40, 6.352278035908353e-10)]
    [InlineData(10, 40, 6.5941084219758764e-61)]
    [InlineData(30, 10, 1.5557799922645029e-58)]
    [InlineData(30, 20, 2.8866366332781897e-114)]
    [InlineData(30, 40, 1.3865246410271384e-225)]
    public void The_F_tail_is_precise_at_30_million_degrees_of_freedom(double f, double d1, double p) =>
        // The sum x^a·Σ (a)ⱼ(1 − x)ʲ/j! with 50 digits.
        Assert.Equal(1, Tails.F(f, d1, 3e7) / p, 1e-10);

    [Theory]
    [InlineData(1e5)]
    [InlineData(3e7)]
    [InlineData(1e10)]
    public void The_F_tail_with_one_degree_of_freedom_is_that_of_t(double freedom)
    {
        foreach (var t in new[] { 0.001, 0.3, 1, 2, 5, 12, 30 })
        {
            Assert.Equal(1, Tails.F(t * t, 1, freedom) / Tails.StudentTwoSided(t, freedom), 1e-10);
        }
    }

    [Fact]
    public void Negative_and_impossible_counts_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Proportion(-1, 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Proportion(0, -10));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Proportion(11, 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Moments(-1, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new JointMoments(-1, 0, 0, 1, 1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new QuantileSample(-1, 0, 0, 0));
    }
}

using CsCheck;
using Waypost.Stats.Statistics;

namespace Waypost.Stats.Tests.Statistics.Properties;

/// <summary>Tail probabilities, critical values and corrections are monotone and consistent with each other.</summary>
public class MonotonicityTests
{
    private static readonly Gen<double> Freedom = Gen.Double[0, 9].Select(e => Math.Pow(10, e));

    [Fact]
    public void A_tail_probability_falls_as_t_grows() =>
        Gen.Select(Freedom, Gen.Double[0.01, 30], Gen.Double[1e-6, 5])
            .Sample(
                (freedom, t, more) => Assert.True(Tails.StudentTwoSided(t + more, freedom) < Tails.StudentTwoSided(t, freedom)),
                iter: 2000
            );

    [Fact]
    public void A_tail_probability_falls_as_chi_square_grows() =>
        Gen.Select(Gen.Int[1, 30], Gen.Double[0.01, 1000], Gen.Double[1e-3, 50])
            .Sample(
                (freedom, x, more) =>
                    Assert.True(Tails.ChiSquare(x + more, freedom) < Tails.ChiSquare(x, freedom) || Tails.ChiSquare(x, freedom) == 1),
                iter: 2000
            );

    [Fact]
    public void The_sign_of_t_does_not_matter() =>
        Gen.Select(Freedom, Gen.Double[0, 30])
            .Sample((freedom, t) => Assert.Equal(Tails.StudentTwoSided(t, freedom), Tails.StudentTwoSided(-t, freedom)));

    [Fact]
    public void The_tail_beyond_a_critical_value_is_the_error_rate() =>
        Gen.Select(Freedom, Gen.Double[-250, -0.01])
            .Sample(
                (freedom, exponent) =>
                {
                    var alpha = Math.Pow(10, exponent);

                    var t = CriticalValues.Student(alpha, freedom);

                    AssertNumbers.Close(alpha, Tails.StudentTwoSided(t, freedom), tolerance: 1e-8);
                },
                iter: 2000
            );

    [Fact]
    public void Results_are_continuous_where_another_expansion_takes_over() =>
        Gen.Double[0.5, 35]
            .Sample(t =>
            {
                AssertNumbers.Close(Tails.StudentTwoSided(t, 99_999.999999), Tails.StudentTwoSided(t, 100_000.000001), tolerance: 1e-8);
                AssertNumbers.Close(Tails.F(t, 3, 9_999_999.9999), Tails.F(t, 3, 10_000_000.0001), tolerance: 1e-8);
            });

    [Fact]
    public void Corrections_never_lower_a_p_value_and_keep_the_order() =>
        Gen.Double[0, 1]
            .Array[1, 12]
            .Sample(values =>
            {
                var p = values.Select(value => (double?)value).ToList();
                foreach (var adjusted in new[] { Holm.Adjust(p), BenjaminiHochberg.Adjust(p) })
                {
                    Assert.Equal(p.Count, adjusted.Count);
                    Assert.All(p.Zip(adjusted), pair => Assert.True(pair.Second >= pair.First && pair.Second <= 1));
                    var inOrder = p.Zip(adjusted).OrderBy(pair => pair.First).Select(pair => pair.Second).ToList();
                    Assert.Equal(inOrder.Order(), inOrder);
                }
            });

    [Fact]
    public void Fiellers_interval_excludes_0_exactly_where_Welch_rejects()
    {
        var (excluded, included) = (0, 0);

        Gen.Select(Gen.Long[3, 200], Gen.Double[0.5, 3], Gen.Double[0.5, 6], Gen.Double[1, 30], Gen.Double[1, 30])
            .Sample(
                (n, meanA, meanB, varianceA, varianceB) =>
                {
                    var (a, b) = (Moments.FromVariance(n, meanA, varianceA), Moments.FromVariance(n + 5, meanB, varianceB));
                    if (Lift.Of(a, b, 0.05) is not { Method: Lift.Fieller, Interval: { } interval })
                    {
                        return;
                    }

                    Assert.Equal(Welch.Compare(a, b, 0.05).PValue >= 0.05, interval.Contains(0));
                    _ = interval.Contains(0) ? Interlocked.Increment(ref included) : Interlocked.Increment(ref excluded);
                },
                iter: 5000
            );

        // Most samples use the delta method and are skipped, so the test must have seen both cases.
        Assert.True(excluded > 0 && included > 0, $"{excluded} intervals excluded 0 and {included} included it.");
    }
}

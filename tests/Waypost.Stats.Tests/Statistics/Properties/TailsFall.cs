using CsCheck;
using Waypost.Stats.Statistics;

namespace Waypost.Stats.Tests.Statistics.Properties;

public class TailsFall
{
    private static readonly Gen<double> Freedom = Gen.Double[0, 9].Select(e => Math.Pow(10, e));

    [Fact]
    public void P_falls_as_t_grows() =>
        Gen.Select(Freedom, Gen.Double[0.01, 30], Gen.Double[1e-6, 5])
            .Sample(
                (freedom, t, more) => Assert.True(Tails.StudentTwoSided(t + more, freedom) < Tails.StudentTwoSided(t, freedom)),
                iter: 2000
            );

    [Fact]
    public void P_of_a_chi_square_falls_as_it_grows() =>
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
    public void A_critical_value_s_tail_is_the_error_rate() =>
        Gen.Select(Freedom, Gen.Double[-250, -0.01])
            .Sample(
                (freedom, exponent) =>
                {
                    var alpha = Math.Pow(10, exponent);

                    var t = Critical.Student(alpha, freedom);

                    Expect.Close(alpha, Tails.StudentTwoSided(t, freedom), tolerance: 1e-8);
                },
                iter: 2000
            );

    [Fact]
    public void Where_expansions_take_over_nothing_jumps() =>
        Gen.Double[0.5, 35]
            .Sample(t =>
            {
                Expect.Close(Tails.StudentTwoSided(t, 99_999.999999), Tails.StudentTwoSided(t, 100_000.000001), tolerance: 1e-8);
                Expect.Close(Tails.F(t, 3, 9_999_999.9999), Tails.F(t, 3, 10_000_000.0001), tolerance: 1e-8);
            });

    [Fact]
    public void Adjusting_never_lowers_a_p_and_keeps_their_order() =>
        Gen.Double[0, 1]
            .Array[1, 12]
            .Sample(values =>
            {
                var p = values.Select(value => (double?)value).ToList();
                foreach (var adjusted in new[] { Holm.Adjust(p), BenjaminiHochberg.Adjust(p) })
                {
                    Assert.All(p.Zip(adjusted), pair => Assert.True(pair.Second >= pair.First && pair.Second <= 1));
                    var inOrder = p.Zip(adjusted).OrderBy(pair => pair.First).Select(pair => pair.Second).ToList();
                    Assert.Equal(inOrder.Order(), inOrder);
                }
            });

    [Fact]
    public void Fieller_leaves_0_out_exactly_where_Welch_rejects() =>
        Gen.Select(Gen.Long[3, 200], Gen.Double[0.5, 3], Gen.Double[0.5, 6], Gen.Double[1, 30], Gen.Double[1, 30])
            .Sample(
                (n, meanA, meanB, varianceA, varianceB) =>
                {
                    var (a, b) = (Moments.FromVariance(n, meanA, varianceA), Moments.FromVariance(n + 5, meanB, varianceB));
                    var lift = Lift.Of(a, b, 0.05);
                    if (lift is not { Method: Lift.Fieller, Interval: { } interval })
                    {
                        return;
                    }

                    Assert.Equal(Welch.Compare(a, b, 0.05).PValue >= 0.05, interval.Contains(0));
                },
                iter: 5000
            );
}

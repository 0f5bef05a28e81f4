using Waypost.Stats.Statistics;

namespace Waypost.Benchmarks.Simulations;

/// <summary>
/// Sums over simulated users with a numerator m, a denominator d and a value x from before. Values are of the order of 1, so plain sums
/// are precise enough.
/// </summary>
internal sealed class UserSums
{
    private double m,
        d,
        x,
        mm,
        md,
        dd,
        mx,
        dx,
        xx,
        mmm,
        mmd,
        mdd,
        ddd,
        mmx,
        mdx,
        ddx,
        mxx,
        dxx,
        xxx;

    internal long Users { get; private set; }

    internal double Sum => m;

    /// <summary>X = x, Y = m.</summary>
    internal JointMoments Before =>
        Pair(x, m, xx, mx, mm) with
        {
            Thirds = new(
                Third(m, m, m, mm, mm, mm, mmm),
                Third(m, m, x, mm, mx, mx, mmx),
                Third(m, x, x, mx, mx, xx, mxx),
                Third(x, x, x, xx, xx, xx, xxx)
            ),
        };

    /// <summary>With d as the denominator.</summary>
    internal RatioMoments RatioBefore
    {
        get
        {
            var ratio = Pair(d, m, dd, md, mm) with
            {
                Thirds = new(
                    Third(m, m, m, mm, mm, mm, mmm),
                    Third(m, m, d, mm, md, md, mmd),
                    Third(m, d, d, md, md, dd, mdd),
                    Third(d, d, d, dd, dd, dd, ddd)
                ),
            };
            return new(ratio, Pair(x, m, xx, mx, mm), Pair(x, d, xx, dx, dd))
            {
                Thirds = new(
                    ratio.Thirds!.Value,
                    Third(m, m, x, mm, mx, mx, mmx),
                    Third(m, d, x, md, mx, dx, mdx),
                    Third(d, d, x, dd, dx, dx, ddx),
                    Third(m, x, x, mx, mx, xx, mxx),
                    Third(d, x, x, dx, dx, xx, dxx),
                    Third(x, x, x, xx, xx, xx, xxx)
                ),
            };
        }
    }

    internal void Add(SimulatedUser user)
    {
        Users++;
        var (a, b, c) = (user.Value, user.Denominator, user.Before);
        (m, d, x) = (m + a, d + b, x + c);
        (mm, md, dd) = (mm + (a * a), md + (a * b), dd + (b * b));
        (mx, dx, xx) = (mx + (a * c), dx + (b * c), xx + (c * c));
        (mmm, mmd, mdd, ddd) = (mmm + (a * a * a), mmd + (a * a * b), mdd + (a * b * b), ddd + (b * b * b));
        (mmx, mdx, ddx) = (mmx + (a * a * c), mdx + (a * b * c), ddx + (b * b * c));
        (mxx, dxx, xxx) = (mxx + (a * c * c), dxx + (b * c * c), xxx + (c * c * c));
    }

    private JointMoments Pair(double one, double other, double ones, double products, double others) =>
        new(
            Users,
            one / Users,
            other / Users,
            Math.Max(0, ones - (one * one / Users)),
            Math.Max(0, others - (other * other / Users)),
            products - (one * other / Users)
        );

    /// <summary>Σ of the products of three deviations, from the sums, those of pairs (ab, ac, bc) and that of all three.</summary>
    private double Third(double a, double b, double c, double ab, double ac, double bc, double abc) =>
        abc - (((a * bc) + (b * ac) + (c * ab)) / Users) + (2 * a * b * c / Users / Users);
}

/// <param name="Value">0 or 1 of a proportion, or the numerator of a ratio.</param>
/// <param name="Before">What is known from before the experiment; of a ratio, numerator less ratio times denominator.</param>
internal readonly record struct SimulatedUser(double Value, double Denominator, double Before);

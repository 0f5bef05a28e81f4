using MathNet.Numerics.Integration;

namespace Waypost.Stats.Statistics;

/// <summary>
/// The two-sided p-value of an exact test with one free count x: the sum of the probabilities that are not above that of the observed
/// count, divided by the sum of all. It costs about 35 standard deviations of steps, and above <see cref="Wide"/> the same however wide the
/// distribution is.
/// </summary>
/// <param name="Lowest">The lowest possible count.</param>
/// <param name="Highest">The highest possible count.</param>
/// <param name="Mode">The most probable count.</param>
/// <param name="Deviation">Standard deviation of the count, roughly.</param>
/// <param name="MinusLog">−ln of the probability, up to a constant; rises on both sides of the mode.</param>
/// <param name="Ratio">P(x + 1)/P(x).</param>
internal sealed record ExactTail(
    double Lowest,
    double Highest,
    double Mode,
    double Deviation,
    Func<double, double> MinusLog,
    Func<double, double> Ratio
)
{
    /// <summary>From this standard deviation on, sums are computed as integrals.</summary>
    internal const double Wide = 10_000;

    private readonly double least = MinusLog(Mode);

    public double PValue(double observed)
    {
        var limit = MinusLog(observed) - Poisson.SameProbability;
        if (least >= limit)
        {
            return 1;
        }

        var tail = Tail(Lowest, -1, limit) + Tail(Highest, 1, limit);
        // The mode is in both sums.
        var total = Sum(Mode, -1) + Sum(Mode, 1) - 1;
        return Math.Min(1, tail / total);
    }

    /// <summary>The sum over the counts on one side of the mode that are not more probable than the limit.</summary>
    private double Tail(double end, int direction, double limit)
    {
        if (end == Mode || MinusLog(end) < limit)
        {
            return 0;
        }

        var (inside, outside) = (Mode, end);
        while (Math.Abs(outside - inside) > 1)
        {
            var middle = Math.Floor((inside + outside) / 2);
            if (middle == inside || middle == outside)
            {
                break;
            }
            if (MinusLog(middle) < limit)
            {
                inside = middle;
            }
            else
            {
                outside = middle;
            }
        }

        return Sum(outside, direction);
    }

    /// <summary>The sum from a count outwards, relative to the mode's probability.</summary>
    private double Sum(double from, int direction)
    {
        var term = Math.Exp(least - MinusLog(from));
        if (Deviation > Wide && term > 0)
        {
            return Integral(from, direction);
        }

        var sum = term;
        var end = direction > 0 ? Highest : Lowest;
        for (var x = from; x != end && term > sum * 1e-17; x += direction)
        {
            term = direction > 0 ? term * Ratio(x) : term / Ratio(x - 1);
            sum += term;
        }

        return sum;
    }

    /// <summary>
    /// Euler and Maclaurin's midpoint rule: the integral from half a count before, and a 24th of the slope. The next term is smaller by
    /// the square of the distance over which probabilities halve, which is thousands of counts.
    /// </summary>
    private double Integral(double from, int direction)
    {
        var edge = from - (direction / 2d);
        var atEdge = MinusLog(edge);
        var length = Deviation;
        while (MinusLog(edge + (direction * length)) - atEdge < 42)
        {
            length *= 2;
        }

        const int Panels = 8;
        var integral = 0d;
        for (var i = 0; i < Panels; i++)
        {
            integral += GaussLegendreRule.Integrate(
                t => Math.Exp(least - MinusLog(edge + (direction * t))),
                length * i / Panels,
                length * (i + 1) / Panels,
                order: 32
            );
        }

        var slope = MinusLog(from) - MinusLog(from - direction);
        return integral - (Math.Exp(least - atEdge) * slope / 24);
    }
}

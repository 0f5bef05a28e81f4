using MathNet.Numerics;
using Waypost.Stats.Statistics;

namespace Waypost.Benchmarks.Simulations;

/// <summary>
/// Coverage of Newcombe's interval: not simulated but summed over all tables, so it is exact.
/// </summary>
internal static class NewcombeCoverage
{
    /// <summary>P(the 95 % interval contains pB − pA) with n users in each arm.</summary>
    internal static double Exact(int users, double control, double test)
    {
        var (weightsA, weightsB) = (Weights(users, control), Weights(users, test));
        var covered = 0d;
        foreach (var (a, weightA) in weightsA)
        {
            foreach (var (b, weightB) in weightsB)
            {
                if (Newcombe.Interval(new(a, users), new(b, users), 0.05)!.Value.Contains(test - control))
                {
                    covered += weightA * weightB;
                }
            }
        }

        return covered;
    }

    /// <summary>The binomial distribution, without terms too small to change the seventh digit.</summary>
    internal static List<(int Successes, double Weight)> Weights(int users, double chance)
    {
        var weights = new List<(int, double)>();
        for (var x = 0; x <= users; x++)
        {
            var weight = Math.Exp(SpecialFunctions.BinomialLn(users, x) + (x * Math.Log(chance)) + ((users - x) * Math.Log(1 - chance)));
            if (weight > 1e-10)
            {
                weights.Add((x, weight));
            }
        }

        return weights;
    }
}

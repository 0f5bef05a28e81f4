using MathNet.Numerics;
using MathNet.Numerics.Integration;

namespace Waypost.Stats.Statistics;

/// <summary>Power of a t-test. Written here because MathNet.Numerics has no noncentral t distribution.</summary>
internal static class NoncentralT
{
    /// <summary>
    /// P(|T| &gt; c) of the noncentral t, as E[Φ(δ − cs) + Φ(−δ − cs)] over s = √(χ²ν/ν), integrated by Gauss and Legendre over twelve
    /// standard deviations of s around 1.
    /// </summary>
    /// <param name="critical">c &gt; 0.</param>
    /// <param name="degreesOfFreedom">ν ≥ 1.</param>
    /// <param name="noncentrality">δ = true difference / its standard error.</param>
    public static double TwoSided(double critical, double degreesOfFreedom, double noncentrality)
    {
        var spread = 12 / Math.Sqrt(2 * degreesOfFreedom);
        var (from, to) = (Math.Max(0, 1 - spread), 1 + spread);
        var constant = LogConstant(degreesOfFreedom);
        const int Panels = 24;
        var sum = 0d;
        for (var i = 0; i < Panels; i++)
        {
            sum += GaussLegendreRule.Integrate(Integrand, from + ((to - from) * i / Panels), from + ((to - from) * (i + 1) / Panels), 16);
        }

        return Math.Clamp(sum, 0, 1);

        double Integrand(double s)
        {
            var density = Math.Exp(constant + (degreesOfFreedom * (1 - (s * s)) / 2) + ((degreesOfFreedom - 1) * Math.Log(s)));
            return density * (Tails.Normal((critical * s) - noncentrality) + Tails.Normal((critical * s) + noncentrality));
        }
    }

    /// <summary>ln of 2(ν/2)^(ν/2)·e^(−ν/2)/Γ(ν/2), the density of s at 1.</summary>
    private static double LogConstant(double degreesOfFreedom)
    {
        var a = degreesOfFreedom / 2;
        return a < 10
            ? Math.Log(2) + (a * Math.Log(a)) - a - SpecialFunctions.GammaLn(a)
            : Math.Log(2) + (Math.Log(a / (2 * Math.PI)) / 2) - IncompleteBeta.StirlingRemainder(a);
    }
}

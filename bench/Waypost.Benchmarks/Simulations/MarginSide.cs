using Waypost.Stats.Statistics;

namespace Waypost.Benchmarks.Simulations;

/// <summary>What is to be ruled out: a difference below −margin, above it, or both.</summary>
internal sealed record MarginSide(double Margin, bool IsRelative, bool Below, bool Above)
{
    internal bool Equivalence => Below && Above;

    internal static Proportion Counted(Moments arm) => new((long)Math.Round(arm.Mean * arm.Count), arm.Count);

    internal bool Holds(bool isShare, Moments control, Moments test, OneSidedRule rule) =>
        (
            (isShare, IsRelative) switch
            {
                (false, false) => MarginTest.Means(control, test, Margin, rule),
                (false, true) => MarginTest.RatioOfMeans(control, test, Margin, rule),
                (true, false) => MarginTest.Proportions(Counted(control), Counted(test), Margin, rule),
                (true, true) => MarginTest.RatioOfProportions(Counted(control), Counted(test), Margin, rule),
            }
        )
            is { } result
        && (!Below || (result.RulesOutBelow(Margin) && HasEvents(isShare, control, test, -Margin)))
        && (!Above || (result.RulesOutAbove(Margin) && HasEvents(isShare, control, test, Margin)));

    private bool HasEvents(bool isShare, Moments control, Moments test, double at) =>
        !isShare || MarginEvents.AreEnough(Counted(control), Counted(test), at, IsRelative);
}

using Waypost.Stats.Statistics;

namespace Waypost.Benchmarks.Simulations;

/// <summary>An experiment that can be had ten thousand times.</summary>
/// <param name="Control">A user of the control.</param>
/// <param name="Test">A user of the other variant.</param>
/// <param name="UsersPerLook">New users in each arm between two looks.</param>
/// <param name="Looks">How often somebody looks; the last look is the planned end.</param>
internal sealed record SimulatedExperiment(Func<Dice, double> Control, Func<Dice, double> Test, int UsersPerLook, int Looks = 1)
{
    /// <summary>Users in both arms at the planned end.</summary>
    internal long PlannedTotal => 2L * UsersPerLook * Looks;

    /// <summary>In how many of these runs the claim is made at any look.</summary>
    /// <param name="claim">From control, test and whether this is the planned end.</param>
    internal int Count(int runs, ulong seed, Func<Moments, Moments, bool, bool> claim)
    {
        var hits = 0;
        for (var run = 0; run < runs; run++)
        {
            if (EverClaimed(new Dice(seed + (ulong)run), claim))
            {
                hits++;
            }
        }

        return hits;
    }

    private bool EverClaimed(Dice dice, Func<Moments, Moments, bool, bool> claim)
    {
        var (control, test) = (default(Moments), default(Moments));
        for (var look = 1; look <= Looks; look++)
        {
            control = control.Merge(Arrive(Control, dice));
            test = test.Merge(Arrive(Test, dice));
            if (claim(control, test, look == Looks))
            {
                return true;
            }
        }

        return false;
    }

    private Moments Arrive(Func<Dice, double> user, Dice dice)
    {
        // Values are of the order of 1 and a look has few users, so plain sums keep their digits.
        var (sum, squares) = (0d, 0d);
        for (var i = 0; i < UsersPerLook; i++)
        {
            var value = user(dice);
            sum += value;
            squares += value * value;
        }

        var mean = sum / UsersPerLook;
        return new(UsersPerLook, mean, Math.Max(0, squares - (mean * sum)));
    }
}

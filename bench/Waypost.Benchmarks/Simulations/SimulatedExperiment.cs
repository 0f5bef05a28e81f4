using Waypost.Stats.Statistics;

namespace Waypost.Benchmarks.Simulations;

/// <summary>An experiment that can be repeated ten thousand times.</summary>
/// <param name="Control">The value of a user in the control.</param>
/// <param name="Test">The value of a user in the other variant.</param>
/// <param name="UsersPerLook">New users in each arm between two looks.</param>
/// <param name="Looks">Number of looks until the planned end; the last one is at the planned end.</param>
/// <param name="LaterLooks">Number of looks after the planned end, each with new users.</param>
internal sealed record SimulatedExperiment(
    Func<SeededRandom, double> Control,
    Func<SeededRandom, double> Test,
    int UsersPerLook,
    int Looks = 1,
    int LaterLooks = 0
)
{
    /// <summary>New users in the test arm between two looks, if its share is not that of the control.</summary>
    internal int? TestUsersPerLook { get; init; }

    /// <summary>Users in both arms at the planned end.</summary>
    internal long PlannedTotal => (long)(UsersPerLook + (TestUsersPerLook ?? UsersPerLook)) * Looks;

    /// <summary>In how many of these runs the criterion is met at any look.</summary>
    /// <param name="criterion">Given control, test and whether this is the planned end.</param>
    internal int Count(int runs, ulong seed, Func<Moments, Moments, bool, bool> criterion)
    {
        var hits = 0;
        for (var run = 0; run < runs; run++)
        {
            if (IsEverMet(new SeededRandom(seed + (ulong)run), criterion))
            {
                hits++;
            }
        }

        return hits;
    }

    private bool IsEverMet(SeededRandom random, Func<Moments, Moments, bool, bool> criterion)
    {
        var (control, test) = (default(Moments), default(Moments));
        for (var look = 1; look <= Looks + LaterLooks; look++)
        {
            control = control.Merge(Arrive(Control, UsersPerLook, random));
            test = test.Merge(Arrive(Test, TestUsersPerLook ?? UsersPerLook, random));
            if (criterion(control, test, look == Looks))
            {
                return true;
            }
        }

        return false;
    }

    private static Moments Arrive(Func<SeededRandom, double> user, int users, SeededRandom random)
    {
        // Values are of the order of 1 and a look has few users, so plain sums are precise enough.
        var (sum, squares, cubes) = (0d, 0d, 0d);
        for (var i = 0; i < users; i++)
        {
            var value = user(random);
            sum += value;
            squares += value * value;
            cubes += value * value * value;
        }

        var mean = sum / users;
        return new(users, mean, Math.Max(0, squares - (mean * sum))) { M3 = cubes - (3 * mean * squares) + (2 * mean * mean * sum) };
    }
}

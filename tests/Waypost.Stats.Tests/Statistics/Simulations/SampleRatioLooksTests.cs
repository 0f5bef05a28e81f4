using Waypost.Stats.Statistics;

namespace Waypost.Stats.Tests.Statistics.Simulations;

/// <summary>A running experiment's sample ratio is looked at every night, so one look in a thousand is not one experiment.</summary>
public class SampleRatioLooksTests
{
    private const int Runs = 4000;
    private const int Nights = 28;

    [Theory]
    [InlineData(20, 0.5)]
    [InlineData(200, 0.5)]
    [InlineData(200, 0.1)]
    [InlineData(1000, 0.5)]
    public void In_four_weeks_of_nightly_looks_about_one_healthy_experiment_in_a_hundred_is_red_at_some_time(int perNight, double share)
    {
        var random = new Random(20_260_101);
        var red = Enumerable.Range(0, Runs).Count(_ => IsEverRed(random, perNight, share));

        // Of a sum of 28 normal numbers, 0.93 % are beyond 0.001 at some time: 37 of 4,000. One look alone would be 4.
        Assert.InRange(red, 10, 60);
    }

    private static bool IsEverRed(Random random, int perNight, double share)
    {
        var (a, b) = (0L, 0L);
        for (var night = 0; night < Nights; night++)
        {
            for (var user = 0; user < perNight; user++)
            {
                if (random.NextDouble() < share)
                {
                    b++;
                }
                else
                {
                    a++;
                }
            }

            if (SampleRatioMismatch.Test([a, b], [1 - share, share]).IsAlert)
            {
                return true;
            }
        }

        return false;
    }
}

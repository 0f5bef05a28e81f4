using Waypost.Manager.Features.Experiments.Health;

namespace Waypost.Manager.Tests.Experiments.Health;

/// <summary>How often the checks of daily numbers cry wrongly, in simulated experiments in which nothing is wrong.</summary>
public sealed class HealthFalseAlarmTests
{
    private const int Experiments = 400;
    private const int Nights = 29;

    [Theory]
    [InlineData(30, 0.15, 0.4)] // a small shop
    [InlineData(300, 0.15, 0.4)]
    [InlineData(3000, 0.15, 0.4)]
    [InlineData(3000, 0.25, 0.2)] // wild days, quiet weekends
    [InlineData(300, 0.15, 0)] // an office without weekends
    public void Healthy_experiments_are_rarely_reported_in_four_weeks(double perDay, double spread, double weekend)
    {
        var reported = new Dictionary<string, int>();
        for (var seed = 0; seed < Experiments; seed++)
        {
            foreach (var code in FindReported(new(seed), perDay, spread, weekend))
            {
                reported[code] = reported.GetValueOrDefault(code) + 1;
            }
        }

        Assert.InRange(reported.GetValueOrDefault(HealthCodes.ExposuresStopped), 0, Experiments / 200);
        Assert.InRange(reported.GetValueOrDefault(HealthCodes.MetricDropped), 0, Experiments / 200);
        Assert.Equal(0, reported.GetValueOrDefault(HealthCodes.LateEvents));
    }

    [Fact]
    public void A_real_stop_is_found_the_night_after()
    {
        var found = 0;
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var (exposures, off, on) = Simulate(random, 200, 0.15, 0.4);
            var stop = 9 + random.Next(19);
            var builder = new HealthDataBuilder
            {
                Nights = stop + 1,
                Exposures = (day, _) => day >= stop ? 0 : exposures[day],
                Volumes = (day, _) => day >= stop ? (0, 0) : (off[day], on[day]),
            };
            found +=
                builder.Judge(HealthCodes.ExposuresStopped).Finding is not null
                && builder.Judge(HealthCodes.MetricDropped, "done").Finding is not null
                    ? 1
                    : 0;
        }

        Assert.InRange(found, 190, 200);
    }

    private static HashSet<string> FindReported(Random random, double perDay, double spread, double weekend)
    {
        var (exposures, off, on) = Simulate(random, perDay, spread, weekend);
        var reported = new HashSet<string>();
        for (var nights = 1; nights <= Nights; nights++)
        {
            var data = new HealthDataBuilder
            {
                Nights = nights,
                Exposures = (day, _) => exposures[day],
                Volumes = (day, _) => (off[day], on[day]),
            }.Build();
            reported.UnionWith(HealthChecks.Run(data).Where(verdict => verdict.Finding is not null).Select(verdict => verdict.Code));
        }

        return reported;
    }

    /// <summary>
    /// Days are lognormal around a level that falls by 1 % a day, weekends lower, users Poisson; four in ten have an event, and the variant
    /// has a fifth more.
    /// </summary>
    private static (long[] Exposures, long[] Off, long[] On) Simulate(Random random, double perDay, double spread, double weekend)
    {
        var (exposures, off, on) = (new long[Nights], new long[Nights], new long[Nights]);
        for (var day = 0; day < Nights; day++)
        {
            var level = perDay * Math.Pow(0.99, day) * Math.Exp(spread * Normal(random)) * (day % 7 is 2 or 3 ? weekend : 1);
            exposures[day] = Poisson(random, level);
            off[day] = Poisson(random, 0.2 * level);
            on[day] = Poisson(random, 0.24 * level);
        }

        return (exposures, off, on);
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    /// <summary>Knuth's product for small means; the normal approximation, which is good enough here, for large ones.</summary>
    private static long Poisson(Random random, double mean)
    {
        if (mean > 50)
        {
            return Math.Max(0, (long)Math.Round(mean + (Math.Sqrt(mean) * Normal(random))));
        }

        var limit = Math.Exp(-mean);
        var count = 0L;
        for (var product = random.NextDouble(); product > limit; product *= random.NextDouble())
        {
            count++;
        }

        return count;
    }
}

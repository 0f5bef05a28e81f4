using SolarFlare.Events;
using Waypost.Sdk;

namespace SolarFlare.Demo;

/// <summary>
/// A month of visitors that never were: what a shop like this one would have written. Everything follows from the seed and the day.
/// The short form has a real effect on completion (20 % become 23.5 %) and on the time it takes; none on pages viewed; and a few more
/// mistakes are made in it, because one field has to hold a whole address.
/// </summary>
internal sealed class History(DateTimeOffset now, int seed = 2026)
{
    /// <summary>Ids the manager's demo gives its two experiments: the first ones on an empty database.</summary>
    internal const long FinishedExperiment = 1;
    internal const long RunningExperiment = 2;

    internal const int Visitors = 20_000;
    internal const int Days = 28;
    private const int DaysSince = 7;
    private const int RunningDays = 6;
    private const int RunningVisitorsPerDay = 260;

    private readonly Random random = new(seed);
    private readonly DateTimeOffset today = new(now.UtcDateTime.Date, TimeSpan.Zero);

    internal IEnumerable<ShopRow> Rows()
    {
        var start = today.AddDays(-DaysSince - Days);
        for (var visitor = 0; visitor < Visitors; visitor++)
        {
            foreach (var row in QuoteVisitor(Id(), start, start.AddDays(Days)))
            {
                yield return row;
            }
        }

        for (var visitor = 0; visitor < RunningDays * RunningVisitorsPerDay; visitor++)
        {
            foreach (var row in BannerVisitor(Id(), today.AddDays(-RunningDays), now))
            {
                yield return row;
            }
        }
    }

    /// <summary>Opens the quote form, once or several times.</summary>
    private IEnumerable<ShopRow> QuoteVisitor(string id, DateTimeOffset from, DateTimeOffset to)
    {
        var treatment = random.Next(2) == 1;
        var at = Moment(from, to);
        var completion = treatment ? 0.235 : 0.20;
        var completed = false;
        for (
            var visit = 0;
            visit == 0 || (random.NextDouble() < 0.25 && at < to);
            visit++, at = at.AddHours(4 + (random.NextDouble() * 120))
        )
        {
            foreach (var row in Pages(id, at))
            {
                yield return row;
            }
            if (completed)
            {
                continue;
            }
            var opened = at.AddSeconds(30);
            yield return Exposure(FinishedExperiment, "quote-form", id, treatment, opened);
            yield return new ShopEvent(id, opened, EventNames.FormOpened, null);
            var seconds = Math.Round(LogNormal(treatment ? 55 : 190, 0.7), 1);
            yield return new ShopEvent(id, opened.AddSeconds(seconds), EventNames.TimeOnForm, seconds);
            for (var error = Poisson(treatment ? 0.097 : 0.08); error > 0; error--)
            {
                yield return new ShopEvent(id, opened.AddSeconds(seconds * error / 10), EventNames.FormError, null);
            }

            // Who did not complete the form at first seldom does so later.
            if (random.NextDouble() < (visit == 0 ? completion : completion / 4))
            {
                yield return new ShopEvent(id, opened.AddSeconds(seconds), EventNames.FormSubmitted, null);
                yield return new ShopEvent(id, opened.AddSeconds(seconds), EventNames.QuoteValue, Math.Round(LogNormal(12_500, 0.35)));
                completed = true;
            }
        }
    }

    /// <summary>Comes in by the first page, where the banner with the savings is or is not.</summary>
    private IEnumerable<ShopRow> BannerVisitor(string id, DateTimeOffset from, DateTimeOffset to)
    {
        var treatment = random.Next(2) == 1;
        var at = Moment(from, to.AddMinutes(-10));
        yield return Exposure(RunningExperiment, "savings-banner", id, treatment, at);
        foreach (var row in Pages(id, at))
        {
            yield return row;
        }
        if (random.NextDouble() < (treatment ? 0.33 : 0.31))
        {
            yield return new ShopEvent(id, at.AddSeconds(20), EventNames.FormOpened, null);
            if (random.NextDouble() < 0.2)
            {
                yield return new ShopEvent(id, at.AddSeconds(200), EventNames.FormSubmitted, null);
                yield return new ShopEvent(id, at.AddSeconds(200), EventNames.QuoteValue, Math.Round(LogNormal(12_500, 0.35)));
            }
        }
    }

    private IEnumerable<ShopRow> Pages(string id, DateTimeOffset at)
    {
        for (var page = 1 + Poisson(2.1); page > 0; page--)
        {
            yield return new ShopEvent(id, at.AddSeconds(page * 7), EventNames.PageViewed, null);
        }
    }

    private static ShopExposure Exposure(long experiment, string flag, string id, bool treatment, DateTimeOffset at) =>
        new(new Exposure(experiment, flag, treatment ? "on" : "off", "off", id, at));

    /// <summary>People buy solar panels in the evening.</summary>
    private DateTimeOffset Moment(DateTimeOffset from, DateTimeOffset to)
    {
        while (true)
        {
            var at = from + ((to - from) * random.NextDouble());
            var weight = at.Hour switch
            {
                < 6 => 0.1,
                < 9 => 0.4,
                < 17 => 0.6,
                < 22 => 1.0,
                _ => 0.5,
            };
            if (random.NextDouble() < weight)
            {
                return at;
            }
        }
    }

    /// <summary>As the SDK's cookie has them: 128 bits in hexadecimal.</summary>
    private string Id()
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        return Convert.ToHexStringLower(bytes);
    }

    private double LogNormal(double median, double sigma) => median * Math.Exp(sigma * Normal());

    // Box–Muller.
    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    // Knuth: fine for small means.
    private int Poisson(double mean)
    {
        var (limit, product, count) = (Math.Exp(-mean), random.NextDouble(), 0);
        for (; product > limit; count++)
        {
            product *= random.NextDouble();
        }
        return count;
    }
}

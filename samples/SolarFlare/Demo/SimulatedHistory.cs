using SolarFlare.Events;
using Waypost.Sdk;

namespace SolarFlare.Demo;

/// <summary>
/// Generates a month of exposures and events as real visitors would have caused them. The same seed and day give the same rows.
/// The short form raises completion from 20 % to 23.5 % and shortens the time on the form. It does not change pages viewed, and causes
/// slightly more form errors, because one field has to hold a whole address. Only mobile visitors complete it more often: 25.8 %, and on
/// desktops 20 % as with the long form.
/// </summary>
internal sealed class SimulatedHistory(DateTimeOffset now, int seed = 2026)
{
    /// <summary>Ids of the two experiments that the manager's demo creates first in an empty database.</summary>
    internal const long FinishedExperiment = 1;
    internal const long RunningExperiment = 2;

    internal const int Visitors = 20_000;
    internal const int Days = 28;
    private const int DaysSinceFinish = 7;
    private const int RunningDays = 6;
    private const int RunningVisitorsPerDay = 260;

    /// <summary>Share of visitors on mobile devices, in both variants.</summary>
    private const double Mobile = 0.6;

    // Of visitors with the short form, by the theorem of Bayes: 1 − 0.4 · 20 ÷ 23.5, and what is left for the others. Devices are drawn
    // after the visits, so that they change nothing else in the history.
    private const double MobileIfCompleted = 0.66;
    private const double MobileIfNot = 0.581;

    private readonly Random random = new(seed);
    private readonly Random devices = new(seed + 1);
    private readonly DateTimeOffset today = new(now.UtcDateTime.Date, TimeSpan.Zero);

    internal IEnumerable<ShopRow> GenerateRows()
    {
        var start = today.AddDays(-DaysSinceFinish - Days);
        for (var visitor = 0; visitor < Visitors; visitor++)
        {
            foreach (var row in WithDevice(QuoteFormVisitor(NewVisitorId(), start, start.AddDays(Days))))
            {
                yield return row;
            }
        }

        for (var visitor = 0; visitor < RunningDays * RunningVisitorsPerDay; visitor++)
        {
            foreach (var row in WithDevice(BannerVisitor(NewVisitorId(), today.AddDays(-RunningDays), now)))
            {
                yield return row;
            }
        }
    }

    private IEnumerable<ShopRow> WithDevice(IEnumerable<ShopRow> visitor)
    {
        var rows = visitor.ToList();
        var isShortForm = rows.OfType<ShopExposure>().Any(row => row.Exposure is { ExperimentId: FinishedExperiment, Treatment: true });
        var isCompleted = rows.OfType<ShopEvent>().Any(row => row.Name == EventNames.FormSubmitted);
        var mobile =
            !isShortForm ? Mobile
            : isCompleted ? MobileIfCompleted
            : MobileIfNot;
        var device = devices.NextDouble() < mobile ? "mobile" : "desktop";
        return rows.Select(row => row is ShopExposure exposure ? exposure with { Device = device } : row);
    }

    /// <summary>A visitor who opens the quote form once or several times.</summary>
    private IEnumerable<ShopRow> QuoteFormVisitor(string id, DateTimeOffset from, DateTimeOffset to)
    {
        var treatment = random.Next(2) == 1;
        var at = RandomTime(from, to);
        var completion = treatment ? 0.235 : 0.20;
        var completed = false;
        for (
            var visit = 0;
            visit == 0 || (random.NextDouble() < 0.25 && at < to);
            visit++, at = at.AddHours(4 + (random.NextDouble() * 120))
        )
        {
            foreach (var row in PageViews(id, at))
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

            // Visitors who do not complete the form the first time rarely do so later.
            if (random.NextDouble() < (visit == 0 ? completion : completion / 4))
            {
                yield return new ShopEvent(id, opened.AddSeconds(seconds), EventNames.FormSubmitted, null);
                yield return new ShopEvent(id, opened.AddSeconds(seconds), EventNames.QuoteValue, Math.Round(LogNormal(12_500, 0.35)));
                completed = true;
            }
        }
    }

    /// <summary>A visitor who opens the front page, with or without the savings banner.</summary>
    private IEnumerable<ShopRow> BannerVisitor(string id, DateTimeOffset from, DateTimeOffset to)
    {
        var treatment = random.Next(2) == 1;
        var at = RandomTime(from, to.AddMinutes(-10));
        yield return Exposure(RunningExperiment, "savings-banner", id, treatment, at);
        foreach (var row in PageViews(id, at))
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

    private IEnumerable<ShopRow> PageViews(string id, DateTimeOffset at)
    {
        for (var page = 1 + Poisson(2.1); page > 0; page--)
        {
            yield return new ShopEvent(id, at.AddSeconds(page * 7), EventNames.PageViewed, null);
        }
    }

    private static ShopExposure Exposure(long experiment, string flag, string id, bool treatment, DateTimeOffset at) =>
        new(new Exposure(experiment, flag, treatment ? "on" : "off", "off", id, at));

    /// <summary>Most visits are in the evening.</summary>
    private DateTimeOffset RandomTime(DateTimeOffset from, DateTimeOffset to)
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

    /// <summary>In the format of the SDK's visitor cookie: 128 bits in hexadecimal.</summary>
    private string NewVisitorId()
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        return Convert.ToHexStringLower(bytes);
    }

    private double LogNormal(double median, double sigma) => median * Math.Exp(sigma * Normal());

    // Box–Muller transform.
    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    // Knuth's algorithm, which is fast enough for small means.
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

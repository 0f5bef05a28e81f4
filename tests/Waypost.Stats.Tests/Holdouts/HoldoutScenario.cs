using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Waypost.Flags;
using Waypost.Stats.Holdouts;
using Waypost.Stats.Tests.Analysis;
using Waypost.Stats.Tests.AnalyticsDatabase;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Tests.Holdouts;

/// <summary>
/// A shop with a holdout of 20 %. Users are active from different days on; those who are not held out spend three times as
/// much.
/// </summary>
internal static class HoldoutScenario
{
    public const string Salt = "quarter";
    public const int Held = 20_000;

    public const string Active = "select user_id, timestamp from events where name = 'visit'";

    public const string Spent = "select user_id, timestamp, value from events where name = 'order'";

    public static IReadOnlyList<Visitor> Visitors { get; } = Create();

    public static bool IsHeldOut(string user) => Bucketing.Bucket(Salt, user) < Held;

    public static async Task FillAsync(ShopDatabase shop)
    {
        static string At(DateTimeOffset at) => at.ToString("u", CultureInfo.InvariantCulture);

        var rows = Visitors.SelectMany(visitor =>
            visitor
                .Visits.Select(at => $"('{visitor.Id}', timestamptz '{At(at)}', 'visit', null::float8)")
                .Concat(
                    visitor.Orders.Select(order =>
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"('{visitor.Id}', timestamptz '{At(order.At)}', 'order', {order.Value:R})"
                        )
                    )
                )
        );
        // An experiment whose exposures name the same groups and times, as nobody can have them in reality.
        var exposures = Visitors.Select(visitor =>
            $"(7, '{visitor.Id}', timestamptz '{At(visitor.First)}', {(IsHeldOut(visitor.Id) ? "false" : "true")})"
        );
        await shop.ExecuteAsync(
            $"""
            truncate exposures, events;
            insert into events (user_id, timestamp, name, value) values {string.Join(", ", rows)};
            insert into exposures (experiment_id, user_id, timestamp, treatment) values {string.Join(", ", exposures)};
            """
        );
    }

    public static HoldoutRequest Request(ShopDatabase shop, StatsWorkerHost worker, params IReadOnlyList<ExperimentMetric> metrics) =>
        new()
        {
            HoldoutId = 3,
            Source = shop.Source(worker),
            UsersQuery = Active,
            Salt = Salt,
            FromBucket = 0,
            ToBucket = Held,
            From = TestRequest.Start,
            To = TestRequest.End,
            PlannedEnd = TestRequest.End,
            Metrics = metrics,
        };

    public static AnalysisRequest AsExperiment(HoldoutRequest request) =>
        TestRequest.For(request.Source, request.Metrics) with
        {
            PlannedUsers = null,
            Control = HoldoutResult.Holdout,
            Variants = [new(HoldoutResult.Holdout, Held), new(HoldoutResult.Others, Bucketing.Buckets - Held)],
        };

    public static Task<HoldoutResult> ReportAsync(this StatsWorkerHost worker, HoldoutRequest request) =>
        worker
            .Services.GetRequiredService<HoldoutJob>()
            .ComputeAsync(request, _ => Task.CompletedTask, TestContext.Current.CancellationToken);

    private static List<Visitor> Create()
    {
        var random = new Random(11);
        return
        [
            .. Enumerable
                .Range(0, 1500)
                .Select(i =>
                {
                    var id = $"u{i}";
                    var first = TestRequest.Start.AddHours(random.Next(12 * 24));
                    var factor = IsHeldOut(id) ? 1 : 3;
                    // Some before the first visit, which do not count, and some after the end of the period.
                    var orders = Enumerable
                        .Range(0, random.Next(4))
                        .Select(_ => new Order(
                            first.AddHours(random.Next(-48, 400)),
                            Math.Round(factor * Math.Exp(3 * random.NextDouble()), 6)
                        ))
                        .ToList();
                    return new Visitor(id, [first, first.AddHours(30), TestRequest.Start.AddDays(-9)], orders);
                }),
        ];
    }
}

/// <summary>A user of the shop.</summary>
/// <param name="Visits">The first one within the period, then others.</param>
internal sealed record Visitor(string Id, IReadOnlyList<DateTimeOffset> Visits, IReadOnlyList<Order> Orders)
{
    public DateTimeOffset First => Visits[0];

    /// <summary>What the user spent from the first visit until the end of the period.</summary>
    public double Spent => Orders.Where(order => order.At >= First && order.At < TestRequest.End).Sum(order => order.Value);
}

internal sealed record Order(DateTimeOffset At, double Value);

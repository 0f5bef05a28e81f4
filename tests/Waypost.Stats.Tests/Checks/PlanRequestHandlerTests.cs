using System.Text.Json;
using Waypost.Stats.Statistics;
using Waypost.Stats.Tests.Analysis;
using Waypost.Stats.Tests.AnalyticsDatabase;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Tests.Checks;

public sealed class PlanRequestHandlerTests(ShopDatabase shop) : IClassFixture<ShopDatabase>, IAsyncLifetime
{
    // 280 visitors in the last ten days, of any experiment; a fifth of them requests a quote.
    public async ValueTask InitializeAsync() =>
        await shop.ExecuteAsync(
            """
            truncate exposures, events;
            insert into exposures select 1 + g % 3, 'u' || g, now() - (g % 10) * interval '1 day' - interval '1 hour', null
              from generate_series(1, 280) as g;
            insert into exposures select 4, null, now() - interval '2 hours', true;
            insert into events select 'u' || g, now() - interval '1 minute', 'quote', g from generate_series(1, 280) as g where g % 5 = 0;
            insert into events select 'u' || g, now() - interval '20 days', 'quote', g from generate_series(1, 280) as g;
            """
        );

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static PlanRequest Request(AnalyticsSource? source, MetricType type, PlanBaseline? baseline = null) =>
        new()
        {
            Source = source,
            Metric = TestRequest.Metric("m", type, "select user_id, timestamp, value from events").Definition,
            Variants = [new("on", 50), new("off", 50)],
            Control = "off",
            Baseline = baseline,
            PlannedDays = 14,
        };

    [Fact]
    public async Task The_baseline_of_a_proportion_is_measured_on_past_exposures()
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);

        var report = await worker.PlanAsync(Request(shop.Source(worker), MetricType.Binomial));

        Assert.Empty(report.Warnings);
        Assert.Equal(280, report.Baseline.Users);
        Assert.Equal(0.2, report.Baseline.Mean);
        Assert.InRange(report.Baseline.VisitorsPerDay!.Value, 28, 32);
        var expected = SampleSize.ForProportions(0.2, 0.2 * 1.1, new SampleDesign { Shares = [50, 50] })!;
        Assert.Equal(expected.Total, report.TotalUsers);
        Assert.Equal(expected.Users[1], report.UsersByVariant!["on"]);
        Assert.Equal(report.TotalUsers / report.Baseline.VisitorsPerDay, report.Days);
        Assert.Equal([7, 14, 21, 28, 42, 56], report.Curve.Select(point => point.Days));
        Assert.Equal(report.Curve[1].MinimumEffect, report.EffectAfterPlannedDays);
    }

    [Fact]
    public async Task Mean_and_variance_include_users_without_events()
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);

        var report = await worker.PlanAsync(Request(shop.Source(worker), MetricType.Revenue) with { CupedDays = 28 });

        double[] values = [.. Enumerable.Range(1, 280).Select(g => g % 5 == 0 ? (double)g : 0)];
        double[] before = [.. Enumerable.Range(1, 280).Select(g => (double)g)];
        Assert.Equal(values.Average(), report.Baseline.Mean!.Value, 9);
        Assert.Equal(ReferenceAnalysis.Variance(values), report.Baseline.Variance!.Value, 6);
        Assert.Equal(
            ReferenceAnalysis.Covariance(values, before)
                / Math.Sqrt(ReferenceAnalysis.Variance(values) * ReferenceAnalysis.Variance(before)),
            report.Baseline.Correlation!.Value,
            9
        );
        Assert.NotNull(report.TotalUsers);
    }

    [Fact]
    public async Task Given_figures_are_not_measured()
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);

        var report = await worker.PlanAsync(
            Request(null, MetricType.Binomial, new() { Mean = 0.04, VisitorsPerDay = 500 }) with
            {
                Variants = [new("off", 2), new("on", 1), new("zero", 0)],
            }
        );

        Assert.Null(report.Baseline.Users);
        Assert.Equal(0, report.UsersByVariant!["zero"]);
        Assert.Equal(report.TotalUsers / 500d, report.Days);
        Assert.Equal(7000, report.UsersAfterPlannedDays);
    }

    [Fact]
    public async Task A_proportion_is_planned_with_the_correlation_that_CUPED_will_use()
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        var request = Request(
            null,
            MetricType.Binomial,
            new()
            {
                Mean = 0.2,
                VisitorsPerDay = 500,
                Correlation = 0.6,
            }
        );

        var without = await worker.PlanAsync(request);
        var with = await worker.PlanAsync(request with { CupedDays = 28 });

        Assert.Empty(with.Warnings);
        // 1 - 0.6² of the variance is left.
        Assert.InRange((double)with.TotalUsers!.Value / without.TotalUsers!.Value, 0.639, 0.641);
    }

    [Theory]
    [InlineData(0.0004, 1, 5.0)] // fewer than 20 events in each variant
    [InlineData(0.02, 9, 0.5)] // so rare that uneven shares need another test
    public async Task A_proportion_of_rare_events_is_planned_without_CUPED(double mean, double weight, double effect)
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        var request = Request(
            null,
            MetricType.Binomial,
            new()
            {
                Mean = mean,
                VisitorsPerDay = 500,
                Correlation = 0.6,
            }
        ) with
        {
            Variants = [new("off", weight), new("on", 1)],
            MinimumEffect = effect,
        };

        var without = await worker.PlanAsync(request);
        var with = await worker.PlanAsync(request with { CupedDays = 28 });

        Assert.Equal(without.TotalUsers, with.TotalUsers);
        Assert.Equal("cuped-too-few", Assert.Single(with.Warnings).Code);
        Assert.Empty(without.Warnings);
    }

    [Fact]
    public async Task What_cannot_be_measured_is_null_and_the_warnings_say_what_to_enter()
    {
        await shop.ExecuteAsync("truncate exposures");
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);

        var report = await worker.PlanAsync(Request(shop.Source(worker), MetricType.Revenue));
        var broken = await worker.PlanAsync(Request(shop.Source(worker, "select 1"), MetricType.Revenue));

        Assert.Null(report.TotalUsers);
        Assert.Null(report.Days);
        Assert.Contains(
            report.Warnings,
            warning => warning.Code == "no-baseline" && warning.Message.Contains("Enter the mean, the variance", StringComparison.Ordinal)
        );
        Assert.Contains(broken.Warnings, warning => warning.Code == CheckCodes.ColumnMissing);
    }

    [Fact]
    public void A_request_without_its_optional_fields_has_their_defaults()
    {
        var text = JsonSerializer.Serialize(Request(null, MetricType.Count), ExperimentsJson.Default.PlanRequest);
        var withoutOptional = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(text)!;
        foreach (var name in new[] { "minimumEffect", "power", "alpha", "baselineDays" })
        {
            Assert.True(withoutOptional.Remove(name));
        }

        var read = JsonSerializer.Deserialize(JsonSerializer.Serialize(withoutOptional), ExperimentsJson.Default.PlanRequest)!;

        Assert.Equal((0.1, 0.8, 0.05, 28), (read.MinimumEffect, read.Power, read.Alpha, read.BaselineDays));
    }
}

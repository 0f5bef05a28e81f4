using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using SolarFlare.Demo;
using SolarFlare.Events;
using Waypost.Testing;

namespace Waypost.Sdk.Tests.Shop;

/// <summary>What the shop makes up so that there is something to analyse.</summary>
public sealed class DemoTests(FreshDatabase database) : IClassFixture<FreshDatabase>
{
    private static readonly DateTimeOffset now = new(2026, 3, 20, 15, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_history_is_the_same_for_the_same_day_and_lies_in_the_past()
    {
        var rows = new History(now).Rows().ToList();

        Assert.Equal(rows, new History(now).Rows());
        Assert.All(rows.OfType<ShopExposure>(), row => Assert.True(row.Exposure.Timestamp < now));
        Assert.Equal(
            History.Visitors,
            rows.OfType<ShopExposure>()
                .Where(r => r.Exposure.ExperimentId == History.FinishedExperiment)
                .Select(r => r.Exposure.TargetingKey)
                .Distinct()
                .Count()
        );
    }

    [Fact]
    public void The_short_form_completes_more_often_and_pages_viewed_do_not_differ()
    {
        var rows = new History(now).Rows().ToList();
        var treated = rows.OfType<ShopExposure>()
            .Where(r => r.Exposure.ExperimentId == History.FinishedExperiment)
            .DistinctBy(r => r.Exposure.TargetingKey)
            .ToDictionary(r => r.Exposure.TargetingKey, r => r.Exposure.Treatment);

        double PerUser(string name, bool treatment) =>
            (double)rows.OfType<ShopEvent>().Count(e => e.Name == name && treated.TryGetValue(e.UserId, out var arm) && arm == treatment)
            / treated.Values.Count(arm => arm == treatment);

        Assert.InRange(PerUser(EventNames.FormSubmitted, true) - PerUser(EventNames.FormSubmitted, false), 0.02, 0.06);
        Assert.InRange(PerUser(EventNames.PageViewed, true) / PerUser(EventNames.PageViewed, false), 0.98, 1.02);
        Assert.InRange(PerUser(EventNames.FormError, true) / PerUser(EventNames.FormError, false), 1.1, 1.6);
    }

    [Fact]
    public async Task Empty_tables_are_filled_once_and_the_reader_may_only_read()
    {
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        var events = new EventsDatabase(source);
        await events.CreateTablesAsync(TestTimeout.Token());
        var rows = new History(now).Rows().Take(2_000).ToList();

        Assert.Equal(2_000, await events.FillAsync(rows, TestTimeout.Token()));
        Assert.Equal(0, await events.FillAsync(rows, TestTimeout.Token()));

        await events.AllowReadingAsync("it's a 'password'", TestTimeout.Token());
        await events.AllowReadingAsync("another one", TestTimeout.Token());
        await using var reader = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(database.ConnectionString)
            {
                Username = EventsDatabase.Reader,
                Password = "another one",
                Pooling = false,
            }
        );
        await using var read = reader.CreateCommand("SELECT count(*) FROM events");
        Assert.True(await read.ExecuteScalarAsync(TestTimeout.Token()) is > 0L);
        await using var write = reader.CreateCommand("DELETE FROM events");
        Assert.Equal(
            PostgresErrorCodes.InsufficientPrivilege,
            (await Assert.ThrowsAsync<PostgresException>(() => write.ExecuteNonQueryAsync(TestTimeout.Token()))).SqlState
        );
    }

    [Fact]
    public async Task Who_visits_before_the_history_is_written_does_not_keep_it_out()
    {
        await using var fresh = new FreshDatabase();
        await fresh.InitializeAsync();
        await using var source = NpgsqlDataSource.Create(fresh.ConnectionString);
        var events = new EventsDatabase(source);
        await events.CreateTablesAsync(TestTimeout.Token());
        var outbox = new Outbox(TimeProvider.System);
        outbox.Add(new History(now).Rows().OfType<ShopExposure>().First().Exposure);
        var history = new WriteHistory(
            events,
            Options.Create(new DemoOptions { History = true }),
            new FakeTimeProvider(now),
            NullLogger<WriteHistory>.Instance
        );
        using var writer = new EventWriter(outbox, events, [history], TimeProvider.System, NullLogger<EventWriter>.Instance);

        await writer.StartAsync(TestTimeout.Token());

        await using var rows = source.CreateCommand("SELECT count(*) FROM exposures WHERE experiment_id = 1");
        var visitors = new History(now).Rows().OfType<ShopExposure>().Count(row => row.Exposure.ExperimentId == History.FinishedExperiment);
        var patience = TestTimeout.Token();
        while (await rows.ExecuteScalarAsync(patience) is long found && found < visitors + 1)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience);
        }
        await writer.StopAsync(TestTimeout.Token());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_simulated_visitor_goes_all_the_way_through_the_shops_own_pages(bool isNew)
    {
        var outbox = 0;
        await using var shop = new SolarFlareShop(WaypostClient.ForTesting().Set("quote-form", isNew));
        // Whoever draws zeros does everything there is to do.
        using var browser = shop.NewBrowser();

        await new Visit(browser, new Eager(), TimeProvider.System).MakeAsync(TestTimeout.Token());

        while (shop.Get<Outbox>().TryTake(out _))
        {
            outbox++;
        }
        // First page, panels, form opened and viewed, time, mistake, submission, value, thanks. Without a database nobody else takes rows
        // out.
        Assert.InRange(outbox + shop.Get<Outbox>().Dropped, 9, 12);
    }

    [Fact]
    public async Task Without_being_asked_for_nobody_is_simulated_and_nothing_is_made_up()
    {
        await using var shop = new SolarFlareShop();

        Assert.Equal(0, shop.Get<IOptions<DemoOptions>>().Value.VisitorsPerMinute);
        Assert.DoesNotContain(
            shop.Get<IEnumerable<Microsoft.Extensions.Hosting.IHostedService>>(),
            service => service is SimulatedVisitors
        );
        Assert.Empty(shop.Get<IEnumerable<IEventsPreparation>>());
    }

    private sealed class Eager : Random
    {
        public override double NextDouble() => 0;

        public override int Next(int minValue, int maxValue) => minValue;
    }
}

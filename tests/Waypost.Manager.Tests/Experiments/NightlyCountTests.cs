using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Waypost.Manager.Data;
using Waypost.Manager.Features.Experiments;
using Waypost.Manager.Tests.Support;
using Waypost.Wire.Jobs;

namespace Waypost.Manager.Tests.Experiments;

/// <summary>
/// Exposures are counted and results computed once per local day, even with clock changes and several replicas.
/// </summary>
public sealed class NightlyCountTests(ExperimentsUnderTest manager) : IClassFixture<ExperimentsUnderTest>
{
    [Fact]
    public async Task A_night_queues_one_count_and_one_analysis_per_running_experiment_even_with_several_managers()
    {
        var project = await manager.NewProjectAsync();
        (await manager.Admin.CallAsync($"POST {project}/flags", """{"key":"other"}""")).Expect(201);
        var running = await manager.NewExperimentAsync(project);
        var draft = await manager.NewExperimentAsync(project);
        (await manager.Admin.CallAsync($"POST {running}/start")).Expect(200);
        var time = new FakeTimeProvider((await LastAsync()).AddDays(2));

        await Overlap.RunAsync(
            manager.ConnectionString,
            "schedules",
            4,
            _ => Nightly(time).RunIfDueAsync(TestContext.Current.CancellationToken)
        );

        Assert.Equal([JobKinds.Exposures, JobKinds.Analysis, JobKinds.Novelty], await QueuedAsync(running));
        Assert.Empty(await QueuedAsync(draft));
    }

    [Fact]
    [Trait("Fault", "19")]
    public async Task Missed_nights_are_caught_up_with_one_count()
    {
        var running = await manager.NewExperimentAsync(await manager.NewProjectAsync());
        (await manager.Admin.CallAsync($"POST {running}/start")).Expect(200);
        var time = new FakeTimeProvider((await LastAsync()).AddDays(400));

        await Nightly(time).RunIfDueAsync(TestContext.Current.CancellationToken);
        var next = await Nightly(time).RunIfDueAsync(TestContext.Current.CancellationToken);

        Assert.Equal([JobKinds.Exposures, JobKinds.Analysis, JobKinds.Novelty], await QueuedAsync(running));
        Assert.InRange(next - time.GetUtcNow(), TimeSpan.Zero, TimeSpan.FromDays(1));
    }

    [Fact]
    public async Task An_analysis_under_way_is_not_queued_again_and_the_next_night_adds_one()
    {
        var running = await manager.NewExperimentAsync(await manager.NewProjectAsync());
        (await manager.Admin.CallAsync($"POST {running}/start")).Expect(200);
        (await manager.Admin.CallAsync($"POST {running}/analyses")).Expect(202);
        var time = new FakeTimeProvider((await LastAsync()).AddDays(2));

        await Nightly(time).RunIfDueAsync(TestContext.Current.CancellationToken);
        Assert.Equal([JobKinds.Analysis, JobKinds.Exposures, JobKinds.Novelty], await QueuedAsync(running));

        await manager.EndJobAsync(running, JobKinds.Analysis, "failed", error: "No connection.");
        time.Advance(TimeSpan.FromDays(1));
        await Nightly(time).RunIfDueAsync(TestContext.Current.CancellationToken);

        Assert.Equal(2, (await QueuedAsync(running)).Count(kind => kind == JobKinds.Analysis));
        var requested = (await manager.Admin.CallAsync($"GET {running}/analyses/2")).Expect(200);
        Assert.Equal("waypost (nightly)", requested["requestedBy"]);
    }

    [Fact]
    public async Task An_experiment_without_metrics_is_only_counted()
    {
        var running = await manager.NewExperimentAsync(await manager.NewProjectAsync());
        (await manager.Admin.CallAsync($"POST {running}/start")).Expect(200);
        await using (var db = manager.OpenDatabase())
        {
            await db.Database.ExecuteSqlAsync(
                $"update experiments set metrics = '[]' where id = {ExperimentsUnderTest.IdOf(running)}",
                TestContext.Current.CancellationToken
            );
        }

        var time = new FakeTimeProvider((await LastAsync()).AddDays(2));
        await Nightly(time).RunIfDueAsync(TestContext.Current.CancellationToken);

        Assert.Equal([JobKinds.Exposures], await QueuedAsync(running));
    }

    [Fact]
    [Trait("Fault", "19")]
    public void It_runs_exactly_once_per_local_day_in_every_zone() =>
        Assert.All(TimeZoneInfo.GetSystemTimeZones(), zone => AssertOncePerDay(new() { At = "02:30", TimeZone = zone.Id }, days: 370));

    [Theory]
    [Trait("Fault", "19")]
    [InlineData("America/New_York")]
    [InlineData("Europe/Berlin")]
    [InlineData("Australia/Lord_Howe")]
    [InlineData("America/Santiago")] // changes at midnight
    [InlineData("Africa/Casablanca")] // twice around Ramadan
    [InlineData("Asia/Tokyo")]
    public void It_runs_exactly_once_per_local_day_for_ten_years(string zone)
    {
        AssertOncePerDay(new() { At = "00:00", TimeZone = zone }, days: 3652);
        AssertOncePerDay(new() { At = "02:30", TimeZone = zone }, days: 3652);
    }

    [Theory]
    [Trait("Fault", "19")]
    [InlineData("America/New_York", "02:30", "2026-03-08T07:00:00Z")] // skipped: the first valid instant, 03:00 there
    [InlineData("America/New_York", "01:30", "2026-11-01T05:30:00Z")] // repeated: the first of the two
    [InlineData("Australia/Lord_Howe", "02:15", "2026-10-03T15:30:00Z")] // half an hour is skipped
    public void A_skipped_time_runs_at_the_next_valid_instant_and_a_repeated_one_at_its_first(string zone, string time, string instant)
    {
        var (due, nightly) = (
            DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture),
            new NightlyOptions { At = time, TimeZone = zone }
        );

        Assert.Equal(due, nightly.NextAfter(due.AddHours(-20)));
    }

    [Theory]
    [InlineData("25:00", "UTC", "Waypost:Nightly:At")]
    [InlineData("03:00", "Mars/Olympus", "Waypost:Nightly:TimeZone")]
    public void An_invalid_setting_is_named(string at, string zone, string setting) =>
        Assert.Contains(
            setting,
            new NightlyOptions.Validator().Validate(null, new() { At = at, TimeZone = zone }).FailureMessage,
            StringComparison.Ordinal
        );

    private static void AssertOncePerDay(NightlyOptions nightly, int days)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(nightly.TimeZone);
        var at = new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
        var runs = new List<DateOnly>();
        while (runs.Count < days)
        {
            at = nightly.NextAfter(at);
            runs.Add(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime));
        }

        Assert.True(runs.SequenceEqual(Enumerable.Range(0, days).Select(runs[0].AddDays)), $"{zone.Id}: a day is missing or repeated.");
    }

    private NightlyJobs Nightly(TimeProvider time) => ActivatorUtilities.CreateInstance<NightlyJobs>(manager.Running.Services, time);

    private async Task<DateTimeOffset> LastAsync()
    {
        await Nightly(TimeProvider.System).RunIfDueAsync(TestContext.Current.CancellationToken);
        await using ManagerDb db = manager.OpenDatabase();
        return await db.Schedules.Select(s => s.LastRunAt).SingleAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The kinds of the experiment's jobs, in the order in which workers claim them.</summary>
    private async Task<List<string>> QueuedAsync(string experiment)
    {
        var id = ExperimentsUnderTest.IdOf(experiment);
        await using ManagerDb db = manager.OpenDatabase();
        return await db
            .ExperimentJobs.Where(j => j.ExperimentId == id)
            .OrderBy(j => j.JobId)
            .Select(j => j.Kind)
            .ToListAsync(TestContext.Current.CancellationToken);
    }
}

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Waypost.Manager.Data;
using Waypost.Manager.Features.Experiments;
using Waypost.Manager.Tests.Support;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Tests.Experiments;

/// <summary>Exposures are counted once per local day, whatever clocks and replicas do.</summary>
public sealed class NightlyCountTests(ExperimentsUnderTest manager) : IClassFixture<ExperimentsUnderTest>
{
    [Fact]
    public async Task A_night_queues_one_count_per_running_experiment_however_many_managers_there_are()
    {
        var project = await manager.NewProjectAsync();
        (await manager.Admin.AskAsync($"POST {project}/flags", """{"key":"other"}""")).Expect(201);
        var running = await manager.NewExperimentAsync(project);
        var draft = await manager.NewExperimentAsync(project);
        (await manager.Admin.AskAsync($"POST {running}/start")).Expect(200);
        var time = new FakeTimeProvider((await LastAsync()).AddDays(2));

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Nightly(time).RunIfDueAsync(TestContext.Current.CancellationToken)));

        Assert.Equal((1, 0), (await CountsAsync(running), await CountsAsync(draft)));
    }

    [Fact]
    [Trait("Fault", "19")]
    public async Task Nights_that_were_missed_are_made_up_for_once()
    {
        var running = await manager.NewExperimentAsync(await manager.NewProjectAsync());
        (await manager.Admin.AskAsync($"POST {running}/start")).Expect(200);
        var time = new FakeTimeProvider((await LastAsync()).AddDays(400));

        await Nightly(time).RunIfDueAsync(TestContext.Current.CancellationToken);
        var next = await Nightly(time).RunIfDueAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, await CountsAsync(running));
        Assert.InRange(next - time.GetUtcNow(), TimeSpan.Zero, TimeSpan.FromDays(1));
    }

    public static TheoryData<string> Zones => [.. TimeZoneInfo.GetSystemTimeZones().Select(z => z.Id).Where((_, i) => i % 6 == 0), "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Tokyo"];

    [Theory]
    [Trait("Fault", "19")]
    [MemberData(nameof(Zones))]
    public void It_runs_exactly_once_per_local_day(string zone)
    {
        var nightly = new NightlyOptions { At = "02:30", TimeZone = zone };
        var (schedule, local) = (nightly.Schedule(), nightly.Zone());
        var at = new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
        var end = at.AddYears(10);
        var days = new List<DateOnly>();

        while ((at = schedule.GetNextOccurrence(at, local)!.Value) < end)
        {
            days.Add(DateOnly.FromDateTime(at.DateTime));
        }

        Assert.Equal(Enumerable.Range(0, days.Count).Select(days[0].AddDays), days);
        Assert.InRange(days.Count, 3650, 3654);
    }

    [Theory]
    [InlineData("25:00", "UTC", "Waypost:Nightly:At")]
    [InlineData("03:00", "Mars/Olympus", "Waypost:Nightly:TimeZone")]
    public void A_setting_that_cannot_be_is_named(string at, string zone, string setting) =>
        Assert.Contains(setting, new NightlyOptions.Validator().Validate(null, new() { At = at, TimeZone = zone }).FailureMessage, StringComparison.Ordinal);

    private CountNightly Nightly(TimeProvider time) => ActivatorUtilities.CreateInstance<CountNightly>(manager.Running.Services, time);

    private async Task<DateTimeOffset> LastAsync()
    {
        await Nightly(TimeProvider.System).RunIfDueAsync(TestContext.Current.CancellationToken);
        await using ManagerDb db = manager.OpenDatabase();
        return await db.Schedules.Select(s => s.LastRunAt).SingleAsync(TestContext.Current.CancellationToken);
    }

    private async Task<int> CountsAsync(string experiment)
    {
        var id = long.Parse(experiment[(experiment.LastIndexOf('/') + 1)..], System.Globalization.CultureInfo.InvariantCulture);
        await using ManagerDb db = manager.OpenDatabase();
        return await db.ExperimentJobs.CountAsync(j => j.ExperimentId == id && j.Kind == JobKinds.Exposures, TestContext.Current.CancellationToken);
    }
}

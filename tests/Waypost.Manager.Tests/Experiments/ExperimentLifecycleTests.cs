using Waypost.Manager.Tests.Support;

namespace Waypost.Manager.Tests.Experiments;

/// <summary>How a running experiment changes its flag, and which changes it refuses.</summary>
public sealed class ExperimentLifecycleTests(ExperimentsUnderTest manager) : IClassFixture<ExperimentsUnderTest>
{
    private const string Settings = "/environments/production/flags/form";

    [Fact]
    public async Task A_start_changes_the_flag_in_one_version_and_a_stop_ships_the_winner()
    {
        var project = await manager.NewProjectAsync(connected: false);
        var experiment = await manager.NewExperimentAsync(project, ""","percentTested":20""");
        var before = (await manager.Admin.CallAsync($"GET {project}{Settings}")).Body.GetProperty("version").GetInt64();

        (await manager.Admin.CallAsync($"POST {experiment}/start")).Expect(200);

        var running = await manager.Admin.CallAsync($"GET {project}{Settings}");
        Assert.Equal(before + 1, running.Body.GetProperty("version").GetInt64());
        Assert.Equal(("True", "20"), (running["enabled"], running["rolloutPercentage"]));
        Assert.Equal("off", running.Body.GetProperty("experiment").GetProperty("control").GetString());
        Assert.Equal(ExperimentsUnderTest.IdOf(experiment), running.Body.GetProperty("experiment").GetProperty("id").GetInt64());

        var stopped = (await manager.Admin.CallAsync($"POST {experiment}/stop", """{"winner":"on"}""")).Expect(200);

        var after = await manager.Admin.CallAsync($"GET {project}{Settings}");
        Assert.Equal(("stopped", "on"), (stopped["status"], stopped["winner"]));
        Assert.Equal("100", after["rolloutPercentage"]);
        Assert.False(after.Body.TryGetProperty("experiment", out _));
        var log = (await manager.Admin.CallAsync($"GET {project}/events?flag=form"))
            .Body.GetProperty("items")
            .EnumerateArray()
            .Select(e => e.GetProperty("type").GetString())
            .ToList();
        Assert.Contains("EXPERIMENT_STARTED", log);
        Assert.Contains("EXPERIMENT_STOPPED", log);
    }

    [Fact]
    public async Task A_stop_without_a_winner_keeps_the_rollout()
    {
        var project = await manager.NewProjectAsync(connected: false);
        var experiment = await manager.NewExperimentAsync(project, ""","percentTested":30""");
        (await manager.Admin.CallAsync($"POST {experiment}/start")).Expect(200);

        (await manager.Admin.CallAsync($"POST {experiment}/stop")).Expect(200);

        Assert.Equal("30", (await manager.Admin.CallAsync($"GET {project}{Settings}"))["rolloutPercentage"]);
    }

    [Fact]
    public async Task A_rollout_with_the_same_shares_is_not_changed_so_that_users_keep_their_variant()
    {
        var project = await manager.NewProjectAsync(connected: false);
        var settings = """{"enabled":true,"fallthrough":{"rollout":[{"variant":"off","weight":60000},{"variant":"on","weight":40000}]}}""";
        (await manager.Admin.CallAsync($"PATCH {project}{Settings}", settings)).Expect(200);
        var before = (await manager.Admin.CallAsync($"GET {project}{Settings}")).Body.GetProperty("fallthrough").GetRawText();

        (await manager.Admin.CallAsync($"POST {await manager.NewExperimentAsync(project, ""","percentTested":40""")}/start")).Expect(200);

        Assert.Equal(before, (await manager.Admin.CallAsync($"GET {project}{Settings}")).Body.GetProperty("fallthrough").GetRawText());
    }

    [Fact]
    public async Task Only_one_experiment_runs_on_a_flag_even_if_several_are_started_at_once()
    {
        var project = await manager.NewProjectAsync(connected: false);
        var experiments = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => manager.NewExperimentAsync(project)));

        var answers = await Overlap.RunAsync(
            manager.ConnectionString,
            "environments",
            experiments.Length,
            i => manager.Admin.CallAsync($"POST {experiments[i]}/start")
        );

        Assert.Single(answers, a => a.Status == 200);
        Assert.All(
            answers.Where(a => a.Status != 200),
            a => Assert.Contains("already running", a.Expect(409)["detail"], StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("""{"percentTested":80}""", "rollout")]
    [InlineData("""{"control":"on"}""", "rollout")]
    [InlineData("""{"plannedDays":3}""", "duration")]
    [InlineData("""{"roles":{"value":"primary"}}""", "primary")]
    public async Task A_change_that_would_invalidate_a_running_experiment_is_refused_with_the_reason(string patch, string reason)
    {
        var project = await manager.NewProjectAsync(connected: false);
        var experiment = await manager.NewExperimentAsync(project);
        (await manager.Admin.CallAsync($"POST {experiment}/start")).Expect(200);

        var answer = await manager.Admin.CallAsync($"PATCH {experiment}", patch);

        Assert.Contains(reason, answer.Expect(409)["detail"], StringComparison.Ordinal);
        Assert.Equal("50", (await manager.Admin.CallAsync($"GET {project}{Settings}"))["rolloutPercentage"]);
    }

    [Fact]
    public async Task A_new_phase_can_change_the_rollout_and_counts_from_its_start()
    {
        var project = await manager.NewProjectAsync(connected: false);
        var experiment = await manager.NewExperimentAsync(project);
        var started = (await manager.Admin.CallAsync($"POST {experiment}/start", """{"at":"2026-01-05T00:00:00Z"}""")).Expect(200);

        var phase = (await manager.Admin.CallAsync($"PATCH {experiment}", """{"percentTested":80,"newPhase":true}""")).Expect(200);

        Assert.Equal("2", phase["phase"]);
        Assert.Equal(started["startedAt"], phase["startedAt"]);
        Assert.NotEqual(phase["startedAt"], phase["phaseStartedAt"]);
        Assert.Equal("80", (await manager.Admin.CallAsync($"GET {project}{Settings}"))["rolloutPercentage"]);
    }

    [Fact]
    public async Task During_an_experiment_the_flag_can_be_switched_off_but_not_changed_archived_or_deleted()
    {
        var project = await manager.NewProjectAsync(connected: false);
        (await manager.Admin.CallAsync($"POST {await manager.NewExperimentAsync(project)}/start")).Expect(200);

        (await manager.Admin.CallAsync($"PATCH {project}{Settings}", """{"rolloutPercentage":90}""")).Expect(409);
        (await manager.Admin.CallAsync($"PATCH {project}/flags/form", """{"archived":true}""")).Expect(409);
        (await manager.Admin.CallAsync($"DELETE {project}/flags/form")).Expect(409);
        (await manager.Admin.CallAsync($"PATCH {project}{Settings}", """{"enabled":false}""")).Expect(200);
    }

    [Fact]
    public async Task An_experiment_run_elsewhere_is_imported_with_past_dates()
    {
        var project = await manager.NewProjectAsync(connected: false);
        var experiment = await manager.NewExperimentAsync(project);

        (await manager.Admin.CallAsync($"POST {experiment}/start", """{"at":"2026-03-01T00:00:00Z"}""")).Expect(200);
        (await manager.Admin.CallAsync($"POST {experiment}/stop", """{"at":"2026-02-01T00:00:00Z"}""")).Expect(400);
        var stopped = await manager.Admin.CallAsync($"POST {experiment}/stop", """{"at":"2026-03-15T00:00:00+01:00"}""");

        Assert.Equal(("2026-03-01T00:00:00+00:00", "2026-03-15T00:00:00+00:00"), (stopped.Expect(200)["startedAt"], stopped["plannedEnd"]));
        Assert.Equal(new DateTimeOffset(2026, 3, 14, 23, 0, 0, TimeSpan.Zero), stopped.Body.GetProperty("stoppedAt").GetDateTimeOffset());
    }

    [Theory]
    [InlineData("""{"at":"2999-01-01T00:00:00Z"}""")]
    [InlineData("""{"at":"1999-01-01T00:00:00Z"}""")]
    public async Task An_experiment_cannot_start_in_the_future_or_before_2000(string body)
    {
        var experiment = await manager.NewExperimentAsync(await manager.NewProjectAsync(connected: false));

        Assert.Equal(["at"], (await manager.Admin.CallAsync($"POST {experiment}/start", body)).Expect(400).WrongFields);
    }

    [Fact]
    public async Task After_its_planned_end_an_experiment_runs_on_and_a_decision_is_due()
    {
        var experiment = await manager.NewExperimentAsync(await manager.NewProjectAsync(connected: false));

        (await manager.Admin.CallAsync($"POST {experiment}/start", """{"at":"2026-01-01T00:00:00Z"}""")).Expect(200);

        var late = await manager.Admin.CallAsync($"GET {experiment}");
        Assert.Equal(("running", "True"), (late["status"], late["decisionDue"]));
    }

    [Fact]
    public async Task A_running_experiment_cannot_be_deleted_and_a_finished_one_is_deleted_with_its_results()
    {
        var project = await manager.NewProjectAsync();
        var experiment = await manager.NewExperimentAsync(project);
        (await manager.Admin.CallAsync($"POST {experiment}/start")).Expect(200);
        (await manager.Admin.CallAsync($"POST {experiment}/analyses")).Expect(202);
        (await manager.Admin.CallAsync($"DELETE {experiment}")).Expect(409);
        (await manager.Admin.CallAsync($"POST {experiment}/stop")).Expect(200);

        (await manager.Admin.CallAsync($"DELETE {experiment}")).Expect(204);

        (await manager.Admin.CallAsync($"GET {experiment}")).Expect(404);
        (await manager.Admin.CallAsync($"GET {experiment}/analyses/1")).Expect(404);
    }

    [Fact]
    public async Task An_experiment_is_deleted_with_its_environment_and_leaves_no_job_behind()
    {
        var project = await manager.NewProjectAsync();
        var (first, second) = (await manager.NewExperimentAsync(project), await manager.NewExperimentAsync(project));
        foreach (var experiment in new[] { first, second })
        {
            (await manager.Admin.CallAsync($"POST {experiment}/start")).Expect(200);
            (await manager.Admin.CallAsync($"POST {experiment}/analyses")).Expect(202);
            (await manager.Admin.CallAsync($"POST {experiment}/stop")).Expect(200);
        }

        await using var db = manager.OpenDatabase();
        var ids = new[] { first, second }.Select(ExperimentsUnderTest.IdOf).ToList();
        Assert.NotEqual(0, CountJobs());

        (await manager.Admin.CallAsync($"DELETE {project}/environments/production")).Expect(204);

        (await manager.Admin.CallAsync($"GET {first}")).Expect(404);
        Assert.Equal(0, CountJobs());

        int CountJobs() =>
            Microsoft
                .EntityFrameworkCore.EntityFrameworkQueryableExtensions.AsNoTracking(db.Jobs)
                .AsEnumerable()
                .Count(j => j.Payload.TryGetProperty("experimentId", out var id) && ids.Contains(id.GetInt64()));
    }
}

using System.Text.Json;
using Waypost.Flags;
using Waypost.Manager.Tests.Support;

namespace Waypost.Manager.Tests.Experiments;

/// <summary>Users of the holdout stay out of experiments started while it is on, and get nothing shipped until it ends.</summary>
public sealed class HoldoutTests(ExperimentsUnderTest manager) : IClassFixture<ExperimentsUnderTest>
{
    [Fact]
    public async Task A_holdout_has_five_percent_for_a_quarter_and_there_is_one_at_a_time()
    {
        var project = await manager.NewProjectAsync(connected: false);
        (await manager.Admin.CallAsync($"GET {project}/holdout")).Expect(404);

        var started = (await manager.Admin.CallAsync($"POST {project}/holdout")).Expect(201);
        var second = (await manager.Admin.CallAsync($"POST {project}/holdout")).Expect(409);
        var salt = (await manager.Admin.CallAsync($"GET {project}/holdout")).Expect(200)["salt"];
        (await manager.Admin.CallAsync($"DELETE {project}/holdout")).Expect(204);
        (await manager.Admin.CallAsync($"DELETE {project}/holdout")).Expect(404);
        var next = (await manager.Admin.CallAsync($"POST {project}/holdout", """{"sharePercent":0.1}""")).Expect(201);

        var duration =
            started.Body.GetProperty("plannedEnd").GetDateTimeOffset() - started.Body.GetProperty("startedAt").GetDateTimeOffset();
        Assert.Equal(("5", "5000", 91), (started["sharePercent"], started["to"], duration.Days));
        Assert.Contains("already has a holdout", second["detail"], StringComparison.Ordinal);
        Assert.Equal("100", next["to"]);
        Assert.NotEqual(salt, next["salt"]);
    }

    [Theory]
    [InlineData("""{"sharePercent":0.099}""", "sharePercent")]
    [InlineData("""{"sharePercent":20.001}""", "sharePercent")]
    [InlineData("""{"sharePercent":5.0001}""", "sharePercent")]
    [InlineData("""{"plannedEnd":"2020-01-01T00:00:00Z"}""", "plannedEnd")]
    [InlineData("""{"plannedEnd":"2199-01-01T00:00:00Z"}""", "plannedEnd")]
    public async Task An_unusable_share_or_end_is_refused(string body, string field)
    {
        var project = await manager.NewProjectAsync(connected: false);

        Assert.Equal([field], (await manager.Admin.CallAsync($"POST {project}/holdout", body)).Expect(400).WrongFields);
    }

    [Fact]
    public async Task Only_the_planned_end_can_change()
    {
        var project = await manager.NewProjectAsync(connected: false);
        var started = (await manager.Admin.CallAsync($"POST {project}/holdout")).Expect(201);
        var later = started.Body.GetProperty("plannedEnd").GetDateTimeOffset().AddDays(7);

        var changed = await manager.Admin.CallAsync($"PATCH {project}/holdout", $$"""{"plannedEnd":"{{later:O}}"}""");
        var share = await manager.Admin.CallAsync($"PATCH {project}/holdout", """{"sharePercent":10}""");

        Assert.Equal(later, changed.Expect(200).Body.GetProperty("plannedEnd").GetDateTimeOffset());
        Assert.Equal(["sharePercent"], share.Expect(400).WrongFields);
    }

    [Fact]
    public async Task An_experiment_leaves_out_the_holdout_of_its_start_for_as_long_as_it_runs()
    {
        var project = await manager.NewProjectAsync(connected: false);
        var salt = (await manager.Admin.CallAsync($"POST {project}/holdout", """{"sharePercent":10}""")).Expect(201)["salt"];
        var experiment = await StartAsync(project);
        var started = await FallthroughAsync(project);

        (await manager.Admin.CallAsync($"DELETE {project}/holdout")).Expect(204);
        (await manager.Admin.CallAsync($"POST {project}/holdout")).Expect(201);
        var afterNewHoldout = await FallthroughAsync(project);
        (await manager.Admin.CallAsync($"PATCH {experiment}", """{"percentTested":20,"newPhase":true}""")).Expect(200);
        var afterNewPhase = await FallthroughAsync(project);

        Assert.Equal((salt, 0, 10_000), Range(started));
        Assert.Equal(("off", null), (started.Variant, started.Participants!.Layer));
        Assert.Equal(started, afterNewHoldout);
        Assert.Equal((salt, 0, 10_000), Range(afterNewPhase));
    }

    [Fact]
    public async Task A_running_experiment_does_not_change_when_a_holdout_starts()
    {
        var project = await manager.NewProjectAsync(connected: false);
        await StartAsync(project);
        var before = await FallthroughAsync(project);

        (await manager.Admin.CallAsync($"POST {project}/holdout")).Expect(201);

        Assert.Equal(before, await FallthroughAsync(project));
        Assert.Null(before.Participants);
    }

    [Fact]
    public async Task The_winner_is_kept_from_held_out_users_until_the_holdout_ends()
    {
        var project = await manager.NewProjectAsync(connected: false);
        (await manager.Admin.CallAsync($"POST {project}/holdout")).Expect(201);
        var experiment = await StartAsync(project);

        (await manager.Admin.CallAsync($"POST {experiment}/stop", """{"winner":"on"}""")).Expect(200);
        var shipped = await FallthroughAsync(project);
        (await manager.Admin.CallAsync($"DELETE {project}/holdout")).Expect(204);
        var ended = await FallthroughAsync(project);

        Assert.Equal("off", shipped.Variant);
        Assert.Equal([new WeightedVariant("on", 100_000)], shipped.Participants!.Rollout);
        Assert.NotNull(shipped.Participants.Holdout);
        Assert.Equal(Serve.One("on"), ended);
    }

    [Fact]
    public async Task A_winner_shipped_after_the_holdout_goes_to_everyone()
    {
        var project = await manager.NewProjectAsync(connected: false);
        (await manager.Admin.CallAsync($"POST {project}/holdout")).Expect(201);
        var experiment = await StartAsync(project);
        (await manager.Admin.CallAsync($"DELETE {project}/holdout")).Expect(204);

        (await manager.Admin.CallAsync($"POST {experiment}/stop", """{"winner":"on"}""")).Expect(200);

        Assert.Equal(Serve.One("on"), await FallthroughAsync(project));
    }

    [Fact]
    public async Task Without_a_winner_held_out_users_join_the_rollout_when_the_holdout_ends()
    {
        var project = await manager.NewProjectAsync(connected: false);
        (await manager.Admin.CallAsync($"POST {project}/holdout")).Expect(201);
        var experiment = await StartAsync(project);
        (await manager.Admin.CallAsync($"POST {experiment}/stop")).Expect(200);

        (await manager.Admin.CallAsync($"DELETE {project}/holdout")).Expect(204);

        var after = await FallthroughAsync(project);
        Assert.Null(after.Participants);
        Assert.Equal(2, after.Rollout!.Count);
    }

    [Fact]
    public async Task Stopping_without_a_winner_after_the_holdout_lets_its_users_join()
    {
        var project = await manager.NewProjectAsync(connected: false);
        (await manager.Admin.CallAsync($"POST {project}/holdout")).Expect(201);
        var experiment = await StartAsync(project);
        (await manager.Admin.CallAsync($"DELETE {project}/holdout")).Expect(204);

        (await manager.Admin.CallAsync($"POST {experiment}/stop")).Expect(200);

        Assert.Equal(2, (await FallthroughAsync(project)).Rollout!.Count);
    }

    [Fact]
    public async Task Restoring_the_flag_does_not_bring_back_a_holdout_that_has_ended()
    {
        var project = await manager.NewProjectAsync(connected: false);
        (await manager.Admin.CallAsync($"POST {project}/holdout")).Expect(201);
        var first = await StartAsync(project);
        (await manager.Admin.CallAsync($"POST {first}/stop", """{"winner":"on"}""")).Expect(200);
        var second = await StartAsync(project);
        (await manager.Admin.CallAsync($"DELETE {project}/holdout")).Expect(204);

        (await manager.Admin.CallAsync($"POST {second}/stop", """{"restore":true}""")).Expect(200);

        Assert.Equal(Serve.One("on"), await FallthroughAsync(project));
    }

    private static (string? Salt, int From, int To) Range(Serve serve) =>
        serve.Participants?.Holdout is { } range ? (range.Salt, range.From, range.To) : default;

    private async Task<string> StartAsync(string project)
    {
        var experiment = await manager.NewExperimentAsync(project);
        (await manager.Admin.CallAsync($"POST {experiment}/start")).Expect(200);
        return experiment;
    }

    private async Task<Serve> FallthroughAsync(string project) =>
        (await manager.Admin.CallAsync($"GET {project}/environments/production/flags/form"))
            .Body.GetProperty("fallthrough")
            .Deserialize<Serve>(JsonSerializerOptions.Web)!;
}

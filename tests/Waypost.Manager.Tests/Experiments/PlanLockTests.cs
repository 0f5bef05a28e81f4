using Waypost.Manager.Tests.Support;

namespace Waypost.Manager.Tests.Experiments;

/// <summary>The plan is locked when a phase begins, and what is done otherwise afterwards is recorded.</summary>
public sealed class PlanLockTests(ExperimentsUnderTest manager) : IClassFixture<ExperimentsUnderTest>
{
    private const string MergePatch = "application/merge-patch+json";

    [Fact]
    public async Task The_start_locks_the_plan()
    {
        var project = await manager.NewProjectAsync(connected: false);
        var experiment = await manager.NewExperimentAsync(
            project,
            ""","hypothesis":"Fewer fields","minimumEffect":0.05,"plannedDays":21,"plannedUsers":4000"""
        );
        Assert.False((await manager.Admin.CallAsync($"GET {experiment}")).Expect(200).Body.TryGetProperty("lockedPlan", out _));

        (await manager.Admin.CallAsync($"POST {experiment}/start")).Expect(200);

        var view = (await manager.Admin.CallAsync($"GET {experiment}")).Expect(200).Body;
        var locked = view.GetProperty("lockedPlan");
        Assert.Equal("Fewer fields", locked.GetProperty("hypothesis").GetString());
        Assert.Equal(0.05, locked.GetProperty("minimumEffect").GetDouble());
        Assert.Equal(21, locked.GetProperty("plannedDays").GetInt32());
        Assert.Equal(4_000, locked.GetProperty("plannedUsers").GetInt64());
        Assert.Equal(view.GetProperty("plannedEnd").GetString(), locked.GetProperty("plannedEnd").GetString());
        Assert.Equal(["done", "value"], locked.GetProperty("metrics").EnumerateArray().Select(m => m.GetProperty("key").GetString()));
        Assert.Empty(view.GetProperty("deviations").EnumerateArray());
    }

    [Fact]
    public async Task A_locked_plan_keeps_the_names_it_was_locked_with()
    {
        var project = await manager.NewProjectAsync(connected: false);
        var experiment = await manager.StartExperimentAsync(project);
        (
            await manager.Admin.CallAsync(
                $"PUT {project}/metrics/value",
                """{"name":"Basket","type":"revenue","query":"select 2;","cap":500}"""
            )
        ).Expect(200);

        var locked = (await manager.Admin.CallAsync($"GET {experiment}")).Body.GetProperty("lockedPlan").GetProperty("metrics");

        Assert.DoesNotContain("Basket", locked.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_plan_decides_with_needs_a_new_phase_which_locks_it_again()
    {
        var project = await manager.NewProjectAsync(connected: false);
        var experiment = await manager.NewExperimentAsync(project, ""","minimumEffect":0.05""");
        (await manager.Admin.CallAsync($"POST {experiment}/start")).Expect(200);

        var refused = await manager.Admin.CallAsync($"PATCH {experiment}", """{"minimumEffect":0.02}""", contentType: MergePatch);
        Assert.Contains("smallest effect worth having", refused.Expect(409)["detail"], StringComparison.Ordinal);
        Assert.Empty(await DeviationsAsync(experiment));

        (
            await manager.Admin.CallAsync(
                $"PATCH {experiment}",
                """{"minimumEffect":0.02,"plannedDays":28,"newPhase":true}""",
                contentType: MergePatch
            )
        ).Expect(200);

        Assert.Equal(
            [
                "Phase 2 began: only users exposed from then on count.",
                "The planned duration was changed from 14 days to 28 days.",
                "The smallest effect worth having was changed from 5\u00a0% to 2\u00a0%.",
            ],
            await DeviationsAsync(experiment)
        );
        var locked = (await manager.Admin.CallAsync($"GET {experiment}")).Body.GetProperty("lockedPlan");
        Assert.Equal((2, 28), (locked.GetProperty("phase").GetInt32(), locked.GetProperty("plannedDays").GetInt32()));
    }

    [Fact]
    public async Task Later_metrics_and_another_hypothesis_are_deviations_and_names_are_not()
    {
        var project = await manager.NewProjectAsync(connected: false);
        var experiment = await manager.NewExperimentAsync(project);
        (await manager.Admin.CallAsync($"POST {experiment}/start")).Expect(200);

        foreach (
            var patch in new[]
            {
                """{"name":"Another name","description":"Notes","learned":"Much"}""",
                """{"hypothesis":"Something else"}""",
                """{"metrics":["done"]}""",
                """{"metrics":["done","value"],"roles":{"done":"primary","value":"guardrail"}}""",
            }
        )
        {
            (await manager.Admin.CallAsync($"PATCH {experiment}", patch, contentType: MergePatch)).Expect(200);
        }

        Assert.Equal(
            ["The hypothesis was changed.", "value was removed; it was a secondary metric.", "value was added as a guardrail metric."],
            await DeviationsAsync(experiment)
        );
    }

    [Fact]
    public async Task A_start_in_the_past_and_an_early_stop_are_deviations()
    {
        var project = await manager.NewProjectAsync(connected: false);
        var experiment = await manager.NewExperimentAsync(project);
        (await manager.Admin.CallAsync($"POST {experiment}/start", """{"at":"2026-03-01T08:00:00Z"}""")).Expect(200);
        (await manager.Admin.CallAsync($"POST {experiment}/stop", """{"at":"2026-03-05T08:00:00Z"}""")).Expect(200);

        Assert.Equal(
            [
                "The start was given afterwards, as 1 Mar 2026, 08:00 UTC: the plan was locked later.",
                "Stopped before the planned end, 15 Mar 2026, 08:00 UTC: the always-valid intervals decide.",
            ],
            await DeviationsAsync(experiment)
        );
    }

    [Fact]
    public async Task An_undone_start_unlocks_the_plan()
    {
        var project = await manager.NewProjectAsync(connected: false);
        var experiment = await manager.StartExperimentAsync(project);

        (await manager.Admin.CallAsync($"DELETE {experiment}/start")).Expect(200);

        Assert.False((await manager.Admin.CallAsync($"GET {experiment}")).Body.TryGetProperty("lockedPlan", out _));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-0.1")]
    [InlineData("11")]
    public async Task An_effect_without_sense_is_refused(string effect)
    {
        var project = await manager.NewProjectAsync(connected: false);

        var answer = await manager.Admin.CallAsync(
            $"POST {project}/experiments",
            $$"""{"name":"X","flag":"form","environment":"production","metrics":["done"],"minimumEffect":{{effect}}}"""
        );

        Assert.Equal(["minimumEffect"], answer.Expect(400).WrongFields);
    }

    private async Task<IReadOnlyList<string>> DeviationsAsync(string experiment) =>
        [
            .. (await manager.Admin.CallAsync($"GET {experiment}"))
                .Expect(200)
                .Body.GetProperty("deviations")
                .EnumerateArray()
                .Select(deviation => deviation.GetProperty("what").GetString()!),
        ];
}

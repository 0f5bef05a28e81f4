using Waypost.Manager.Tests.Support;

namespace Waypost.Manager.Tests.Experiments;

/// <summary>The valid values of a plan, and its defaults.</summary>
public sealed class ExperimentPlanTests(ExperimentsUnderTest manager) : IClassFixture<ExperimentsUnderTest>
{
    private const string Settings = "/environments/production/flags/form";

    [Fact]
    public async Task A_plan_fills_in_defaults_and_changes_no_flag()
    {
        var project = await manager.NewProjectAsync(connected: false);

        var plan = (await manager.Admin.CallAsync($"GET {await manager.NewExperimentAsync(project)}")).Expect(200);

        Assert.Equal(("draft", "off", "50", "14"), (plan["status"], plan["control"], plan["percentTested"], plan["plannedDays"]));
        Assert.Equal("primary", plan.Body.GetProperty("roles").GetProperty("done").GetString());
        Assert.Equal("secondary", plan.Body.GetProperty("roles").GetProperty("value").GetString());
        Assert.Equal("False", (await manager.Admin.CallAsync($"GET {project}{Settings}"))["enabled"]);
    }

    [Theory]
    [InlineData(""","percentTested":0""", "percentTested")]
    [InlineData(""","percentTested":100""", "percentTested")]
    [InlineData(""","control":"maybe" """, "control")]
    [InlineData(""","rollout":[{"variant":"on","weight":100000}]""", "rollout")]
    [InlineData(""","rollout":[{"variant":"on","weight":50000},{"variant":"off","weight":40000}]""", "rollout")]
    [InlineData(""","rollout":[{"variant":"on","weight":50000},{"variant":"red","weight":50000}]""", "rollout")]
    [InlineData(""","plannedDays":0""", "plannedDays")]
    [InlineData(""","cupedDays":91""", "cupedDays")]
    [InlineData(""","roles":{"other":"primary"}""", "roles")]
    public async Task An_invalid_plan_is_refused_and_the_field_is_named(string more, string field)
    {
        var project = await manager.NewProjectAsync(connected: false);

        var answer = await manager.Admin.CallAsync(
            $"POST {project}/experiments",
            $$"""{"name":"X","flag":"form","environment":"production","metrics":["done"]{{more}}}"""
        );

        Assert.Equal([field], answer.Expect(400).WrongFields);
    }

    [Theory]
    [InlineData("""{"name":"X","flag":"gone","environment":"production"}""", "flag")]
    [InlineData("""{"name":"X","flag":"form","environment":"moon"}""", "environment")]
    [InlineData("""{"name":"X","flag":"form","environment":"production","metrics":["gone"]}""", "metrics")]
    [InlineData("""{"flag":"form","environment":"production"}""", "name")]
    public async Task A_plan_needs_a_name_and_an_existing_flag_environment_and_metrics(string body, string field)
    {
        var project = await manager.NewProjectAsync(connected: false);

        Assert.Equal([field], (await manager.Admin.CallAsync($"POST {project}/experiments", body)).Expect(400).WrongFields);
    }

    [Fact]
    public async Task Several_variants_share_the_tested_percentage()
    {
        var project = await manager.NewProjectAsync(connected: false);
        (
            await manager.Admin.CallAsync(
                $"POST {project}/flags",
                """{"key":"colour","type":"string","variants":{"red":"r","green":"g","grey":"y"}}"""
            )
        ).Expect(201);

        var created = await manager.Admin.CallAsync(
            $"POST {project}/experiments",
            """{"name":"X","flag":"colour","environment":"production","control":"grey"}"""
        );

        Assert.Equal(
            """[{"variant":"red","weight":33333},{"variant":"green","weight":33333},{"variant":"grey","weight":33334}]""",
            created.Expect(201).Body.GetProperty("rollout").GetRawText()
        );
    }
}

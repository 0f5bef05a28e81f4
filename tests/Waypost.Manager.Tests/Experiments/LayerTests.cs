using System.Text.Json;
using Waypost.Flags;
using Waypost.Manager.Tests.Support;

namespace Waypost.Manager.Tests.Experiments;

/// <summary>Experiments in one layer get ranges that do not overlap, from their start to their stop.</summary>
public sealed class LayerTests(ExperimentsUnderTest manager) : IClassFixture<ExperimentsUnderTest>
{
    [Fact]
    public async Task A_layer_is_created_renamed_listed_and_deleted()
    {
        var project = await manager.NewProjectAsync(connected: false);

        var created = (await manager.Admin.CallAsync($"POST {project}/layers", """{"key":"checkout"}""")).Expect(201);
        var again = (await manager.Admin.CallAsync($"POST {project}/layers", """{"key":"Checkout"}""")).Expect(409);
        var renamed = (await manager.Admin.CallAsync($"PATCH {project}/layers/checkout", """{"name":"Check-out"}""")).Expect(200);
        var listed = (await manager.Admin.CallAsync($"GET {project}/layers")).Expect(200).Body.GetProperty("items");
        (await manager.Admin.CallAsync($"DELETE {project}/layers/checkout")).Expect(204);

        Assert.Equal(("checkout", 12), (created["name"], created["salt"]!.Length));
        Assert.Contains("already has a layer", again["detail"], StringComparison.Ordinal);
        Assert.Equal(("Check-out", created["salt"]), (renamed["name"], renamed["salt"]));
        Assert.Equal("Check-out", Assert.Single(listed.EnumerateArray()).GetProperty("name").GetString());
        (await manager.Admin.CallAsync($"GET {project}/layers/checkout")).Expect(404);
    }

    [Theory]
    [InlineData("""{"layer":"gone","layerShare":10}""", "layer")]
    [InlineData("""{"layer":"checkout"}""", "layerShare")]
    [InlineData("""{"layer":"checkout","layerShare":0}""", "layerShare")]
    [InlineData("""{"layer":"checkout","layerShare":100.001}""", "layerShare")]
    [InlineData("""{"layer":"checkout","layerShare":0.0001}""", "layerShare")]
    [InlineData("""{"layerShare":10}""", "layerShare")]
    public async Task A_plan_with_an_unusable_layer_is_refused(string patch, string field)
    {
        var project = await NewProjectAsync("a");
        var experiment = await PlanAsync(project, "a", null);

        Assert.Equal([field], (await manager.Admin.CallAsync($"PATCH {experiment}", patch)).Expect(400).WrongFields);
    }

    [Fact]
    public async Task Started_experiments_get_the_first_free_range_and_a_stop_frees_it()
    {
        var project = await NewProjectAsync("a", "b", "c");
        var a = await StartAsync(project, "a", 30);
        var b = await StartAsync(project, "b", 50);
        Assert.Equal(((0, 30_000), (30_000, 80_000)), (await RangeAsync(a), await RangeAsync(b)));

        (await manager.Admin.CallAsync($"POST {a}/stop", """{"winner":"off"}""")).Expect(200);
        var c = await StartAsync(project, "c", 25);

        Assert.Equal((0, 25_000), await RangeAsync(c));
        var production = await EnvironmentAsync(project);
        Assert.Equal(
            (25, 20),
            (production.GetProperty("freePercent").GetDouble(), production.GetProperty("largestFreePercent").GetDouble())
        );
        Assert.Equal(["c", "b"], production.GetProperty("ranges").EnumerateArray().Select(range => range.GetProperty("flag").GetString()));
    }

    [Fact]
    public async Task A_layer_whose_shares_would_exceed_100_percent_refuses_the_start_and_says_who_has_the_rest()
    {
        var project = await NewProjectAsync("a", "b", "c", "d");
        var a = await StartAsync(project, "a", 20);
        await StartAsync(project, "b", 60);
        (await manager.Admin.CallAsync($"POST {a}/stop", """{"winner":"off"}""")).Expect(200);
        await StartAsync(project, "c", 10);
        var experiment = await PlanAsync(project, "d", 25);

        var refused = (await manager.Admin.CallAsync($"POST {experiment}/start")).Expect(409)["detail"]!.Replace('\u00a0', ' ');

        Assert.Contains("no room for 25 % of its users in environment 'production'", refused, StringComparison.Ordinal);
        Assert.Contains("30 % is free, at most 20 % of it in one piece", refused, StringComparison.Ordinal);
        Assert.Contains("(\"Test of b\") has 60 %", refused, StringComparison.Ordinal);
        Assert.Equal("draft", (await manager.Admin.CallAsync($"GET {experiment}"))["status"]);
        Assert.False((await SettingsAsync(project, "d")).TryGetProperty("experiment", out _));
    }

    [Fact]
    public async Task Experiments_in_other_environments_and_layers_take_nothing_away()
    {
        var project = await NewProjectAsync("a", "b", "c");
        (await manager.Admin.CallAsync($"POST {project}/layers", """{"key":"search"}""")).Expect(201);
        await StartAsync(project, "a", 100);

        var elsewhere = await StartAsync(project, "b", 100, environment: "development");
        var otherLayer = await StartAsync(project, "c", 100, layer: "search");

        Assert.Equal(((0, 100_000), (0, 100_000)), (await RangeAsync(elsewhere), await RangeAsync(otherLayer)));
    }

    [Fact]
    public async Task The_flag_serves_the_rollout_to_the_range_and_the_control_to_everyone_else()
    {
        var project = await NewProjectAsync("a");
        await StartAsync(project, "a", 40);

        var fallthrough = (await SettingsAsync(project, "a")).GetProperty("fallthrough").Deserialize<Serve>(JsonSerializerOptions.Web)!;

        Assert.Equal("off", fallthrough.Variant);
        Assert.Null(fallthrough.Rollout);
        Assert.Equal(("checkout", 0, 40_000), (Layer(fallthrough).Key, Layer(fallthrough).From, Layer(fallthrough).To));
        Assert.Equal(50_000, fallthrough.Participants!.Rollout.Single(share => share.Variant == "on").Weight);
        Assert.Equal((await manager.Admin.CallAsync($"GET {project}/layers/checkout"))["salt"], Layer(fallthrough).Salt);
    }

    [Fact]
    public async Task While_it_runs_layer_and_share_are_frozen_and_a_new_phase_moves_the_range()
    {
        var project = await NewProjectAsync("a", "b");
        var a = await StartAsync(project, "a", 40);
        await StartAsync(project, "b", 40);

        var frozen = (await manager.Admin.CallAsync($"PATCH {a}", """{"layerShare":10}""")).Expect(409);
        var tooLarge = (await manager.Admin.CallAsync($"PATCH {a}", """{"layerShare":70,"newPhase":true}""")).Expect(409);
        (await manager.Admin.CallAsync($"PATCH {a}", """{"percentTested":20,"newPhase":true}""")).Expect(200);
        var sameLayer = await RangeAsync(a);
        (await manager.Admin.CallAsync($"PATCH {a}", """{"layerShare":35,"newPhase":true}""")).Expect(200);
        var smaller = await RangeAsync(a);
        (await manager.Admin.CallAsync($"PATCH {a}", """{"layer":null,"newPhase":true}""")).Expect(200);

        Assert.Contains("layer", frozen["detail"], StringComparison.Ordinal);
        Assert.Contains("60\u00a0% is free", tooLarge["detail"], StringComparison.Ordinal);
        Assert.Equal(((0, 40_000), (0, 35_000)), (sameLayer, smaller));
        Assert.True((await SettingsAsync(project, "a")).GetProperty("fallthrough").TryGetProperty("rollout", out _));
        Assert.Equal(60, (await EnvironmentAsync(project)).GetProperty("freePercent").GetDouble());
    }

    [Fact]
    public async Task Undoing_the_start_frees_the_range_and_restores_the_flag()
    {
        var project = await NewProjectAsync("a");
        var a = await StartAsync(project, "a", 40);

        (await manager.Admin.CallAsync($"DELETE {a}/start")).Expect(200);

        Assert.Equal(100, (await EnvironmentAsync(project)).GetProperty("freePercent").GetDouble());
        Assert.False((await SettingsAsync(project, "a")).GetProperty("fallthrough").TryGetProperty("participants", out _));
        Assert.False((await manager.Admin.CallAsync($"GET {a}")).Body.TryGetProperty("participation", out _));
    }

    [Fact]
    public async Task The_winner_goes_to_all_users_not_only_to_the_range()
    {
        var project = await NewProjectAsync("a");
        var a = await StartAsync(project, "a", 40);

        (await manager.Admin.CallAsync($"POST {a}/stop", """{"winner":"on"}""")).Expect(200);

        Assert.Equal(100, (await SettingsAsync(project, "a")).GetProperty("rolloutPercentage").GetDouble());
        Assert.Equal((0, 40_000), await RangeAsync(a));
    }

    [Fact]
    public async Task A_layer_that_experiments_use_is_not_deleted_and_stopped_ones_outlive_it()
    {
        var project = await NewProjectAsync("a", "b");
        var a = await StartAsync(project, "a", 40);
        var draft = await PlanAsync(project, "b", 10);

        var used = (await manager.Admin.CallAsync($"DELETE {project}/layers/checkout")).Expect(409);
        (await manager.Admin.CallAsync($"POST {a}/stop", """{"winner":"off"}""")).Expect(200);
        (await manager.Admin.CallAsync($"PATCH {draft}", """{"layer":null}""")).Expect(200);
        (await manager.Admin.CallAsync($"DELETE {project}/layers/checkout")).Expect(204);

        Assert.Contains("(\"Test of a\", running)", used["detail"], StringComparison.Ordinal);
        Assert.Contains("(\"Test of b\", a draft)", used["detail"], StringComparison.Ordinal);
        Assert.Equal((0, 40_000), await RangeAsync(a));
        (await manager.Admin.CallAsync($"PATCH {a}", """{"description":"Its layer is gone."}""")).Expect(200);
        (await manager.Admin.CallAsync($"DELETE {project}")).Expect(204);
    }

    [Fact]
    public async Task The_sample_size_is_planned_for_the_visitors_who_can_take_part()
    {
        var project = await NewProjectAsync("a");
        var experiment = await PlanAsync(project, "a", 40);
        (await manager.Admin.CallAsync($"POST {project}/holdout", """{"sharePercent":10}""")).Expect(201);
        (await manager.Admin.CallAsync($"POST {experiment}/plan")).Expect(200);

        var asked = manager.Stats.Requests.Last(request => request.Path == Wire.WirePaths.Plan).Body;
        Assert.Equal(0.36, JsonElement.Parse(asked).GetProperty("participatingShare").GetDouble(), 1e-9);
    }

    private static BucketRange Layer(Serve serve) => serve.Participants!.Layer!;

    private async Task<string> NewProjectAsync(params string[] flags)
    {
        var project = await manager.NewProjectAsync(connected: false);
        foreach (var flag in flags)
        {
            (await manager.Admin.CallAsync($"POST {project}/flags", $$"""{"key":"{{flag}}"}""")).Expect(201);
        }

        (await manager.Admin.CallAsync($"POST {project}/layers", """{"key":"checkout"}""")).Expect(201);
        return project;
    }

    private async Task<string> PlanAsync(
        string project,
        string flag,
        int? share,
        string layer = "checkout",
        string environment = "production"
    )
    {
        var more = share is null ? "" : $$""","layer":"{{layer}}","layerShare":{{share}}""";
        var created = await manager.Admin.CallAsync(
            $"POST {project}/experiments",
            $$"""{"name":"Test of {{flag}}","flag":"{{flag}}","environment":"{{environment}}","metrics":["done"]{{more}}}"""
        );
        return created.Expect(201).Response.Headers.Location!.ToString()["/api/v1".Length..];
    }

    private async Task<string> StartAsync(
        string project,
        string flag,
        int share,
        string layer = "checkout",
        string environment = "production"
    )
    {
        var experiment = await PlanAsync(project, flag, share, layer, environment);
        (await manager.Admin.CallAsync($"POST {experiment}/start")).Expect(200);
        return experiment;
    }

    private async Task<(int From, int To)> RangeAsync(string experiment)
    {
        var range = (await manager.Admin.CallAsync($"GET {experiment}")).Body.GetProperty("participation").GetProperty("layer");
        return (range.GetProperty("from").GetInt32(), range.GetProperty("to").GetInt32());
    }

    private async Task<JsonElement> EnvironmentAsync(string project) =>
        (await manager.Admin.CallAsync($"GET {project}/layers/checkout"))
            .Body.GetProperty("environments")
            .EnumerateArray()
            .Single(environment => environment.GetProperty("environment").GetString() == "production");

    private async Task<JsonElement> SettingsAsync(string project, string flag) =>
        (await manager.Admin.CallAsync($"GET {project}/environments/production/flags/{flag}")).Body;
}

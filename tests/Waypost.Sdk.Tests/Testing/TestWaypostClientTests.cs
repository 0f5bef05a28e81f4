using System.Text.Json;
using Waypost.Flags;
using Waypost.Sdk.Tests.Support;
using Waypost.Testing;

namespace Waypost.Sdk.Tests.Testing;

public sealed class TestWaypostClientTests
{
    [Fact]
    public async Task Values_can_be_set_for_all_users_and_for_one_user()
    {
        await using var waypost = WaypostClient
            .ForTesting()
            .Set("quote-form", true)
            .SetFor("sean r", "quote-form", false)
            .Set("headline", "Sun")
            .SetFor("julia m", "headline", "Sonne")
            .Set("limit", 2.5)
            .Set("layout", JsonElement.Parse("[1,2]"));

        Assert.True(waypost.EvaluateFlag("quote-form", "julia m", false));
        Assert.False(waypost.EvaluateFlag("quote-form", "sean r", true));
        Assert.Equal("Sun", waypost.EvaluateFlag("headline", EvaluationContext.For("sean r"), ""));
        Assert.Equal("Sonne", waypost.EvaluateFlag("headline", "julia m", ""));
        Assert.Equal(2.5, waypost.EvaluateFlag("limit", "anyone", 0));
        Assert.Equal(2, waypost.EvaluateFlag("layout", "anyone", default(JsonElement)).GetArrayLength());
    }

    [Fact]
    public async Task Without_a_value_the_default_is_returned()
    {
        await using var waypost = WaypostClient.ForTesting().SetFor("julia m", "quote-form", true);

        Assert.True(waypost.EvaluateFlag("quote-form", "sean r", true));
        Assert.False(waypost.EvaluateFlag("quote-form", "sean r", false));
        Assert.Equal(7, waypost.EvaluateFlag("limit", "julia m", 7d));
    }

    [Fact]
    public async Task Set_raises_Changed_and_increments_the_version()
    {
        await using var waypost = WaypostClient.ForTesting().Set("quote-form", false);
        var versions = new List<long>();
        waypost.Changed += (_, changed) => versions.Add(changed.Version.Version);

        waypost.Set("quote-form", true);

        Assert.Equal([2], versions);
        Assert.True(waypost.EvaluateFlag("quote-form", "anyone", false));
    }

    [Fact]
    public async Task The_client_is_ready_unless_the_test_sets_another_status()
    {
        await using var waypost = WaypostClient.ForTesting().Set("quote-form", true);

        Assert.Equal(WaypostStatus.Ready, waypost.Status);
        Assert.True(await waypost.WaitUntilReadyAsync(TestTimeout.Token()));
        waypost.Status = WaypostStatus.Stale;
        Assert.Equal(WaypostStatus.Stale, waypost.Status);
    }

    [Fact]
    public async Task Exposures_are_recorded_once()
    {
        await using var waypost = WaypostClient.ForTesting().Set("quote-form", true).RunExperiment("quote-form", 7);
        waypost.EvaluateFlag("quote-form", "julia m", false);
        waypost.EvaluateFlag("quote-form", "julia m", false);

        var exposure = Assert.Single(waypost.Exposures);

        Assert.Equal((7, "on", "julia m", true), (exposure.ExperimentId, exposure.Variant, exposure.TargetingKey, exposure.Treatment));
    }

    [Fact]
    public async Task A_snapshot_with_rules_can_be_used()
    {
        var flag = Snapshots.QuoteForm(false) with
        {
            Rules =
            [
                new()
                {
                    Id = "beta",
                    When =
                    [
                        new()
                        {
                            Attribute = "plan",
                            Op = "in",
                            Values = [JsonElement.Parse("\"beta\"")],
                        },
                    ],
                    Serve = new() { Variant = "on" },
                },
            ],
        };
        await using var waypost = WaypostClient.ForTesting().Use(Snapshots.At(1) with { Flags = [flag] });

        Assert.True(waypost.EvaluateFlag("quote-form", EvaluationContext.For("julia m", ("plan", "beta")), false));
        Assert.False(waypost.EvaluateFlag("quote-form", "julia m", true));
    }
}

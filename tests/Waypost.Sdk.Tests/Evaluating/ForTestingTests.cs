using System.Text.Json;
using Waypost.Flags;
using Waypost.Sdk.Tests.Support;
using Waypost.Testing;

namespace Waypost.Sdk.Tests.Evaluating;

public sealed class ForTestingTests
{
    [Fact]
    public async Task A_test_says_what_everybody_and_what_one_user_gets()
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
    public async Task What_was_not_set_gives_the_default_as_it_would_in_earnest()
    {
        await using var waypost = WaypostClient.ForTesting().SetFor("julia m", "quote-form", true);

        Assert.True(waypost.EvaluateFlag("quote-form", "sean r", true));
        Assert.False(waypost.EvaluateFlag("quote-form", "sean r", false));
        Assert.Equal(7, waypost.EvaluateFlag("limit", "julia m", 7d));
    }

    [Fact]
    public async Task A_change_is_announced_and_moves_the_version()
    {
        await using var waypost = WaypostClient.ForTesting().Set("quote-form", false);
        var versions = new List<long>();
        waypost.Changed += (_, changed) => versions.Add(changed.Version.Version);

        waypost.Set("quote-form", true);

        Assert.Equal([2], versions);
        Assert.True(waypost.EvaluateFlag("quote-form", "anyone", false));
    }

    [Fact]
    public async Task It_is_ready_unless_the_test_says_otherwise()
    {
        await using var waypost = WaypostClient.ForTesting().Set("quote-form", true);

        Assert.Equal(WaypostStatus.Ready, waypost.Status);
        Assert.True(await waypost.WaitUntilReadyAsync(TestTimeout.Token()));
        waypost.Status = WaypostStatus.Stale;
        Assert.Equal(WaypostStatus.Stale, waypost.Status);
    }

    [Fact]
    public async Task Exposures_are_kept_for_the_test_to_look_at()
    {
        await using var waypost = WaypostClient.ForTesting().Set("quote-form", true).RunExperiment("quote-form", 7);
        waypost.EvaluateFlag("quote-form", "julia m", false);
        waypost.EvaluateFlag("quote-form", "julia m", false);

        var exposure = Assert.Single(waypost.Exposures);

        Assert.Equal((7, "on", "julia m", true), (exposure.ExperimentId, exposure.Variant, exposure.TargetingKey, exposure.Treatment));
    }

    [Fact]
    public async Task A_whole_snapshot_with_rules_can_be_used()
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

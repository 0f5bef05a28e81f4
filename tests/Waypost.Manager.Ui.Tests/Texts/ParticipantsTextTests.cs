using Waypost.Flags;

namespace Waypost.Manager.Ui.Tests.Texts;

/// <summary>Who participates, in words and as shares of all users.</summary>
public sealed class ParticipantsTextTests
{
    private static readonly BucketRange Layer = new()
    {
        Key = "checkout",
        Salt = "l",
        From = 10_000,
        To = 50_000,
    };

    private static readonly BucketRange Holdout = new() { Salt = "h", To = 5_000 };

    [Fact]
    public void Layer_and_holdout_are_named_with_their_shares()
    {
        Assert.Equal("40\u00a0% in layer checkout", ParticipantsText.Describe(Layer, null));
        Assert.Equal("all users without 5\u00a0% held out", ParticipantsText.Describe(null, Holdout));
        Assert.Equal("40\u00a0% in layer checkout, without 5\u00a0% held out", ParticipantsText.Describe(Layer, Holdout));
    }

    [Fact]
    public void What_is_served_names_participants_and_everyone_else() =>
        Assert.Equal(
            "40\u00a0% in layer checkout: 50\u00a0% on, 50\u00a0% off; everyone else: off",
            TargetingSummary.Describe(Serve.Only(new() { Layer = Layer, Rollout = [new("on", 50_000), new("off", 50_000)] }, "off"))
        );

    [Fact]
    public void Shares_are_those_of_all_users_and_add_up()
    {
        var serve = Serve.Only(
            new()
            {
                Layer = Layer,
                Holdout = Holdout,
                Rollout = [new("on", 50_000), new("off", 50_000)],
            },
            "off"
        );

        Assert.Equal([new WeightedVariant("on", 19_000), new("off", 81_000)], ServingSummary.SharesOf(serve));
    }

    [Fact]
    public void A_shipped_winner_is_shown_without_the_holdout()
    {
        var serve = Serve.Only(new() { Holdout = Holdout, Rollout = [new("on", 100_000)] }, "off");

        Assert.Equal([new WeightedVariant("on", 95_000), new("off", 5_000)], ServingSummary.SharesOf(serve));
        Assert.Equal("all users without 5\u00a0% held out: on; everyone else: off", TargetingSummary.Describe(serve));
    }

    [Fact]
    public void A_form_whose_shares_were_not_changed_keeps_the_holdout()
    {
        var flag = new Flag
        {
            Key = "f",
            Type = FlagType.Boolean,
            Salt = "s",
            Variants = new Dictionary<string, System.Text.Json.JsonElement>
            {
                ["on"] = System.Text.Json.JsonElement.Parse("true"),
                ["off"] = System.Text.Json.JsonElement.Parse("false"),
            },
            OffVariant = "off",
            Fallthrough = Serve.Only(new() { Holdout = Holdout, Rollout = [new("on", 100_000)] }, "off"),
        };

        var kept = RolloutForm.Read(flag, new Dictionary<string, string> { ["on"] = "95" });
        var changed = RolloutForm.Read(flag, new Dictionary<string, string> { ["on"] = "96" });

        Assert.Equal(flag.Fallthrough, kept.Serve);
        Assert.Equal(Serve.Split(new WeightedVariant("on", 96_000), new("off", 4_000)), changed.Serve);
    }
}

using System.Text.Json;
using Waypost.Flags;
using Waypost.Stats.Holdouts;

namespace Waypost.Stats.Tests.Holdouts;

/// <summary>Who is held out in a report is who the SDKs hold out.</summary>
public sealed class HoldoutGroupsTests
{
    [Fact]
    public void A_user_is_held_out_exactly_if_an_experiment_leaves_them_out()
    {
        var flag = new Flag
        {
            Key = "form",
            Salt = "form-salt",
            Type = FlagType.Boolean,
            Enabled = true,
            OffVariant = "off",
            Variants = new Dictionary<string, JsonElement> { ["off"] = JsonElement.Parse("false"), ["on"] = JsonElement.Parse("true") },
            Fallthrough = Serve.One("off") with
            {
                Participants = new()
                {
                    Holdout = new()
                    {
                        Salt = "quarter",
                        From = 0,
                        To = 5_000,
                    },
                    Rollout = [new("on", WeightedVariant.Total)],
                },
            },
        };
        var snapshot = CompiledSnapshot.Compile(
            new()
            {
                Project = "shop",
                Environment = "production",
                Epoch = "epoch",
                Version = 1,
                Flags = [flag],
            }
        );
        var groups = new HoldoutGroups("quarter", 0, 5_000);
        string[] users = [.. Enumerable.Range(0, 20_000).Select(i => $"user-{i}"), "Zoë", "a\u0000b", "", new('x', 900)];

        var held = users.Count(user =>
        {
            var isHeldOut = groups.IndexOf(user) == HoldoutGroups.Holdout;
            if (user.Length > 0)
            {
                var context = EvaluationContext.For(user);
                Assert.Equal(isHeldOut ? "off" : "on", Evaluator.Evaluate(snapshot, "form", in context).Variant);
            }

            return isHeldOut;
        });

        Assert.InRange(held, 900, 1100);
    }
}

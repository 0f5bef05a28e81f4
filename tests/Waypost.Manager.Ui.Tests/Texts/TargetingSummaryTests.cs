using System.Text.Json;
using Waypost.Flags;

namespace Waypost.Manager.Ui.Tests.Texts;

public sealed class TargetingSummaryTests
{
    private static readonly Flag Quote = new()
    {
        Key = "quote-form",
        Type = FlagType.Boolean,
        Enabled = true,
        Salt = "",
        Variants = new Dictionary<string, JsonElement> { ["on"] = JsonElement.Parse("true"), ["off"] = JsonElement.Parse("false") },
        OffVariant = "off",
        Fallthrough = new() { Rollout = [new("on", 25_000), new("off", 75_000)] },
    };

    [Fact]
    public void A_flag_without_targeting_has_one_step_for_everyone() =>
        Assert.Equal(["Everyone: 25\u00a0% on, 75\u00a0% off"], Steps(Quote));

    [Fact]
    public void Assignments_come_first_then_rules_in_order_then_everyone_else() =>
        Assert.Equal(
            [
                "sean r: off",
                "a, b, c and 2 others: on",
                "Users whose plan is beta or pro and who are not in the segment internal: on",
                "Users whose user ID starts with test-: off",
                "Everyone else: 25\u00a0% on, 75\u00a0% off",
            ],
            Steps(
                Quote with
                {
                    Assignments = new Dictionary<string, string>
                    {
                        ["sean r"] = "off",
                        ["e"] = "on",
                        ["d"] = "on",
                        ["c"] = "on",
                        ["b"] = "on",
                        ["a"] = "on",
                    },
                    Rules =
                    [
                        new()
                        {
                            Id = "1",
                            When =
                            [
                                Clause("plan", Operators.In, "beta", "pro"),
                                Clause("segment", Operators.InSegment, "internal") with
                                {
                                    Negate = true,
                                },
                            ],
                            Serve = new() { Variant = "on" },
                        },
                        new()
                        {
                            Id = "2",
                            When = [Clause("targetingKey", Operators.StartsWith, "test-")],
                            Serve = new() { Variant = "off" },
                        },
                    ],
                }
            )
        );

    [Fact]
    public void A_flag_that_is_off_serves_everyone_the_same() =>
        Assert.Equal(
            ["Everyone: off"],
            TargetingSummary.Now(Quote with { Enabled = false }).Select(step => $"{step.Users}: {step.VariantsText}")
        );

    [Theory]
    [InlineData(true, "25\u00a0% on · 1 user · 1 rule")]
    [InlineData(false, "Off for everyone")]
    public void A_row_of_the_list_has_a_short_summary(bool enabled, string words) =>
        Assert.Equal(
            words,
            ServingSummary
                .Of(
                    Quote with
                    {
                        Enabled = enabled,
                        Assignments = new Dictionary<string, string> { ["julia m"] = "on" },
                        Rules =
                        [
                            new()
                            {
                                Id = "1",
                                Serve = new() { Variant = "on" },
                            },
                        ],
                    }
                )
                .Now
        );

    [Fact]
    public void A_flag_on_for_everyone_says_so() =>
        Assert.Equal("On for everyone", ServingSummary.Of(Quote with { Fallthrough = new() { Variant = "on" } }).Now);

    private static IEnumerable<string> Steps(Flag flag) =>
        TargetingSummary.WhenOn(flag).Select(step => $"{step.Users}: {step.VariantsText}");

    private static Clause Clause(string attribute, string op, params string[] values) =>
        new()
        {
            Attribute = attribute,
            Op = op,
            Values = [.. values.Select(value => JsonSerializer.SerializeToElement(value))],
        };
}

using System.Text.Json;
using Waypost.Flags;

namespace Waypost.Benchmarks.Evaluating;

/// <summary>
/// The evaluated cases a to e, for many users, so that branches and cache lines vary.
/// </summary>
internal static class Workload
{
    internal const int Users = 1024;
    internal const string Salt = "Jx3kQ0aZ";

    internal static readonly string[] UserIds = [.. Enumerable.Range(0, Users).Select(i => $"user-{i * 7919 % 100_000}")];

    internal static readonly EvaluationContext[] Contexts =
    [
        .. UserIds.Select(id => EvaluationContext.For(id, ("country", "CH"), ("plan", "pro"), ("email", "julia@solarflare.example"))),
    ];

    internal static readonly Snapshot On = Snapshot(Flag("on") with { Fallthrough = Serve.One("on") });

    internal static readonly Snapshot Half = Snapshot(Flag("half"));

    internal static readonly Snapshot Layered = Snapshot(
        Flag("half") with
        {
            Fallthrough = Serve.Only(
                new()
                {
                    Layer = new()
                    {
                        Key = "layer",
                        Salt = "Qw7LmZ2aB4xK",
                        From = 20_000,
                        To = 80_000,
                    },
                    Rollout = [new("on", 50_000), new("off", 50_000)],
                },
                "off"
            ),
        }
    );

    internal static readonly Snapshot ThirdRule = Snapshot(
        Flag("rules") with
        {
            Rules =
            [
                Rule("1", "country", Operators.In, "DE", "AT", "FR"),
                Rule("2", "plan", Operators.In, "free"),
                Rule("3", "email", Operators.EndsWith, "@solarflare.example"),
            ],
            Fallthrough = Serve.One("off"),
        }
    );

    internal static readonly Snapshot Thousand = Snapshot([Flag("half"), .. Enumerable.Range(0, 999).Select(i => Flag($"flag-{i}"))]);

    private static Snapshot Snapshot(params Flag[] flags) =>
        new()
        {
            Project = "p",
            Environment = "e",
            Epoch = "x",
            Version = 1,
            Flags = flags,
        };

    private static Flag Flag(string key) =>
        new()
        {
            Key = key,
            Type = FlagType.Boolean,
            Enabled = true,
            Salt = Salt,
            Variants = new Dictionary<string, JsonElement> { ["on"] = Json("true"), ["off"] = Json("false") },
            OffVariant = "off",
            Fallthrough = Serve.Split(new WeightedVariant("on", 50_000), new WeightedVariant("off", 50_000)),
        };

    private static Rule Rule(string id, string attribute, string op, params string[] values) =>
        new()
        {
            Id = id,
            When =
            [
                new Clause
                {
                    Attribute = attribute,
                    Op = op,
                    Values = [.. values.Select(value => Json($"\"{value}\""))],
                },
            ],
            Serve = Serve.One("on"),
        };

    private static JsonElement Json(string text) => JsonElement.Parse(text);
}

using System.Text.Json;

namespace Waypost.Flags.Tests;

/// <summary>Creates small, valid flags, segments and snapshots for tests.</summary>
internal static class TestData
{
    internal static Snapshot Snapshot(params Flag[] flags) =>
        new()
        {
            Project = "default",
            Environment = "production",
            Epoch = "k3J9xQ2b",
            Version = 1,
            Flags = flags,
        };

    internal static Flag Flag(string key = "quote-form") =>
        new()
        {
            Key = key,
            Type = FlagType.Boolean,
            Enabled = true,
            Salt = "Jx3kQ0aZ",
            Variants = Variants(("on", "true"), ("off", "false")),
            OffVariant = "off",
            Fallthrough = Serve.One("off"),
        };

    internal static Flag Text(string key = "colour") =>
        Flag(key) with
        {
            Type = FlagType.String,
            Variants = Variants(("red", "\"#f00\""), ("blue", "\"#00f\"")),
            OffVariant = "red",
            Fallthrough = Serve.One("blue"),
        };

    internal static IReadOnlyDictionary<string, JsonElement> Variants(params (string Key, string Json)[] variants) =>
        variants.ToDictionary(variant => variant.Key, variant => Json(variant.Json));

    internal static Rule Rule(string serve, params Clause[] when) =>
        new()
        {
            Id = "r",
            When = when,
            Serve = Serve.One(serve),
        };

    internal static Clause Clause(string attribute, string op, string valuesJson, bool negate = false) =>
        new()
        {
            Attribute = attribute,
            Op = op,
            Values = [.. Json(valuesJson).EnumerateArray()],
            Negate = negate,
        };

    internal static Segment Segment(string key, params Clause[] when) => new() { Key = key, Rules = [new SegmentRule { When = when }] };

    internal static Serve Split(int on) =>
        Serve.Split(new WeightedVariant("on", on), new WeightedVariant("off", WeightedVariant.Total - on));

    /// <summary>Half of the participants get <c>on</c>; held out are 1 % of the users.</summary>
    internal static Serve InLayer(int from, int to) =>
        Serve.Only(
            new()
            {
                Layer = Range("layer-salt", from, to) with { Key = "checkout" },
                Holdout = Range("holdout-salt", 0, 1_000),
                Rollout = Split(50_000).Rollout!,
            },
            "off"
        );

    internal static BucketRange Range(string salt, int from, int to) =>
        new()
        {
            Salt = salt,
            From = from,
            To = to,
        };

    internal static JsonElement Json(string text) => JsonElement.Parse(text);

    internal static Evaluation Evaluate(this Snapshot snapshot, string flagKey, EvaluationContext context) =>
        Evaluator.Evaluate(CompiledSnapshot.Compile(snapshot), flagKey, in context);

    /// <summary>True if a rule with only this clause matches the context.</summary>
    internal static bool Matches(this Clause clause, string contextJson, params Segment[] segments)
    {
        var snapshot = Snapshot(Flag() with { Rules = [Rule("on", clause)] }) with { Segments = segments };
        return snapshot.Evaluate("quote-form", EvaluationContext.FromJson(Json(contextJson))).Variant == "on";
    }
}

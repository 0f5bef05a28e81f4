using System.Text.Json;
using CsCheck;

namespace Waypost.Flags.Tests;

/// <summary>
/// Generates malformed settings and contexts: nulls everywhere, unpaired surrogates, values of any type.
/// </summary>
internal static class MalformedGen
{
    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.OneOf(
            null!,
            "",
            "on",
            "off",
            "a",
            "segment",
            "targetingKey",
            "\ud800",
            "a\udfff",
            "\0",
            new string('x', 5_000),
            "~/",
            "[",
            "(a{99}){99}",
            "1.0.0"
        ),
        Gen.String
    );

    private static readonly Gen<string> Operator = Gen.OneOf(Gen.OneOf([.. Operators.All]), Text);

    private static readonly Gen<JsonElement> JsonValue = Gen.OneOf(
        Gen.OneOf(
                "null",
                "true",
                "false",
                "0",
                "1e400",
                "-1e-999999999",
                "1e99999999999999999999",
                "\"\\ud800\"",
                "\"[\"",
                "\"on\"",
                "[[[1]]]",
                "{\"\\udfff\": 1}",
                "\"(.*a){500}\"",
                "\"2026-02-30T00:00:00Z\"",
                "\"1.0.0-\"",
                "\"segment\"",
                new string('9', 10_000),
                $"\"{new string('9', 10_000)}.0.0\""
            )
            .Select(TestData.Json),
        Gen.Const(default(JsonElement))
    );

    private static readonly Gen<Clause> Clause = Gen.Select(
        Text,
        Operator,
        JsonValue.Array[0, 4].Null(),
        Gen.Bool,
        (attribute, op, values, negate) =>
            new Clause
            {
                Attribute = attribute,
                Op = op,
                Values = values!,
                Negate = negate,
            }
    );

    private static readonly Gen<Clause[]> When = Clause.Null().Array[0, 3].Null()!;

    private static readonly Gen<Serve> Serve = Gen.Select(
            Text,
            Gen.Select(Text, Gen.Int, (variant, weight) => new WeightedVariant(variant, weight)).Null().Array[0, 3].Null(),
            (variant, rollout) => new Serve { Variant = variant, Rollout = rollout! }
        )
        .Null()!;

    private static readonly Gen<Flag> Flag = Gen.Select(
            Text,
            Gen.Enum<FlagType>(),
            Gen.Bool,
            Gen.Select(Text.Where(key => key is not null), JsonValue).Array[0, 3],
            Gen.Select(Text.Where(key => key is not null), Text).Array[0, 3],
            Gen.Select(
                    Text,
                    When,
                    Serve,
                    (id, when, serve) =>
                        new Rule
                        {
                            Id = id,
                            When = when,
                            Serve = serve,
                        }
                )
                .Null()
                .Array[0, 3]
                .Null(),
            Serve,
            Text,
            (key, type, enabled, variants, assignments, rules, fallthrough, text) =>
                new Flag
                {
                    Key = key,
                    Type = type,
                    Enabled = enabled,
                    Salt = text,
                    OffVariant = text,
                    Variants = variants.DistinctBy(pair => pair.Item1).ToDictionary(pair => pair.Item1, pair => pair.Item2),
                    Assignments = assignments.DistinctBy(pair => pair.Item1).ToDictionary(pair => pair.Item1, pair => pair.Item2),
                    Rules = rules!,
                    Fallthrough = fallthrough,
                    Experiment = text is null ? null : new(-1, text),
                }
        )
        .Null()!;

    private static readonly Gen<Segment> Segment = Gen.Select(
            Text,
            Text.Array[0, 3].Null(),
            Text.Array[0, 3],
            When,
            (key, included, excluded, when) =>
                new Segment
                {
                    Key = key,
                    Included = included!,
                    Excluded = excluded,
                    Rules = [null!, new SegmentRule { When = when }],
                }
        )
        .Null()!;

    internal static readonly Gen<Snapshot> Snapshot = Gen.Select(
        Text,
        Flag.Array[0, 3].Null(),
        Segment.Array[0, 2].Null(),
        (text, flags, segments) =>
            new Snapshot
            {
                Project = text,
                Environment = text,
                Epoch = text,
                Version = -1,
                Flags = flags!,
                Segments = segments!,
            }
    );

    internal static readonly Gen<EvaluationContext> Context = Gen.Select(
        Text,
        Gen.Select(Text, Value, (name, value) => new ContextAttribute(name, value)).Array[0, 4].Null(),
        (targetingKey, attributes) => EvaluationContext.For(targetingKey, attributes!)
    );

    private static Gen<ContextValue> Value =>
        Gen.OneOf(
            Text.Select(text => (ContextValue)text),
            Gen.Double.Select(number => (ContextValue)number),
            Gen.Bool.Select(value => (ContextValue)value),
            Text.Array[0, 3].Select(texts => (ContextValue)texts),
            Gen.Const((ContextValue)new ContextValue[] { new ContextValue[] { 1 }, default })
        );
}

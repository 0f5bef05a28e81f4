using System.Text.Json;
using CsCheck;

namespace Waypost.Flags.Tests.Properties;

/// <summary>
/// Generators of settings and contexts that nobody sane would send: nulls everywhere, halves of surrogate pairs, values of any type.
/// </summary>
internal static class Hostile
{
    private static readonly Gen<string> Odd = Gen.OneOf(
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

    private static readonly Gen<string> OddOperator = Gen.OneOf(Gen.OneOf([.. Operators.All]), Odd);

    private static readonly Gen<JsonElement> OddValue = Gen.OneOf(
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
            .Select(Make.Json),
        Gen.Const(default(JsonElement))
    );

    private static readonly Gen<Clause> Clause = Gen.Select(
        Odd,
        OddOperator,
        OddValue.Array[0, 4].Null(),
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
            Odd,
            Gen.Select(Odd, Gen.Int, (variant, weight) => new WeightedVariant(variant, weight)).Null().Array[0, 3].Null(),
            (variant, rollout) => new Serve { Variant = variant, Rollout = rollout! }
        )
        .Null()!;

    private static readonly Gen<Flag> Flag = Gen.Select(
            Odd,
            Gen.Enum<FlagType>(),
            Gen.Bool,
            Gen.Select(Odd.Where(key => key is not null), OddValue).Array[0, 3],
            Gen.Select(Odd.Where(key => key is not null), Odd).Array[0, 3],
            Gen.Select(
                    Odd,
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
            Odd,
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
            Odd,
            Odd.Array[0, 3].Null(),
            Odd.Array[0, 3],
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
        Odd,
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
        Odd,
        Gen.Select(Odd, Value, (name, value) => new ContextAttribute(name, value)).Array[0, 4].Null(),
        (targetingKey, attributes) => EvaluationContext.For(targetingKey, attributes!)
    );

    private static Gen<ContextValue> Value =>
        Gen.OneOf(
            Odd.Select(text => (ContextValue)text),
            Gen.Double.Select(number => (ContextValue)number),
            Gen.Bool.Select(truth => (ContextValue)truth),
            Odd.Array[0, 3].Select(texts => (ContextValue)texts),
            Gen.Const((ContextValue)new ContextValue[] { new ContextValue[] { 1 }, default })
        );
}

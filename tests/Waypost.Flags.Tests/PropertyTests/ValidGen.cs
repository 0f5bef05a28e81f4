using System.Text.Json;
using CsCheck;

namespace Waypost.Flags.Tests;

/// <summary>Generates valid settings with keys from a small pool, so that two snapshots overlap.</summary>
internal static class ValidGen
{
    internal static readonly Gen<string> Key = Gen.OneOf("a", "b", "c", "quote-form", "Zebra", "x.1", "9_9", "m");

    internal static readonly Gen<string> User = Gen.OneOf(
        Gen.OneOf("julia m", "sean r", "名前", "user-1"),
        Gen.String.Where(text => text.Length is > 0 and < 1000 && IsText(text))
    );

    private static readonly Gen<string> TextJson = User.Select(text => JsonSerializer.Serialize(text));

    private static readonly Gen<string> NumberJson = Gen.OneOf("0", "-1", "1.0", "2.5e3", "1e-7", "9007199254740993");

    private static readonly Gen<string> AnyJson = Gen.OneOf(
        TextJson,
        NumberJson,
        Gen.OneOf("null", "true", "{}", "[]", """{"x": [1, {"y": null}]}""", """["a", 1.5]""")
    );

    private static readonly Gen<Clause> Clause = Gen.OneOf(
        ClauseOf(Gen.OneOf(Operators.In), Gen.OneOf(TextJson, NumberJson, Gen.OneOf("true", "false"))),
        ClauseOf(Gen.OneOf(Operators.StartsWith, Operators.EndsWith, Operators.Contains), TextJson),
        ClauseOf(Gen.OneOf(Operators.Matches), Gen.OneOf("\"^a\"", "\".*@x$\"", "\"[0-9]+\"")),
        ClauseOf(Gen.OneOf(Operators.LessThan, Operators.LessThanOrEqual, Operators.GreaterThan, Operators.GreaterThanOrEqual), NumberJson),
        ClauseOf(Gen.OneOf(Operators.Before, Operators.After), Gen.OneOf("\"2026-03-01T00:00:00+02:00\"", "\"1999-12-31T23:59:60Z\"")),
        ClauseOf(
            Gen.OneOf(Operators.SemverEqual, Operators.SemverLessThan, Operators.SemverGreaterThan),
            Gen.OneOf("\"1.0.0\"", "\"2.0.0-rc.1\"")
        )
    );

    private static readonly Gen<Segment> OneSegment = Gen.Select(
        Key,
        User.Array[0, 3],
        User.Array[0, 3],
        Clause.Array[0, 2].Select(when => new SegmentRule { When = when }).Array[0, 2],
        (key, included, excluded, rules) =>
            new Segment
            {
                Key = key,
                Included = included,
                Excluded = excluded,
                Rules = rules,
            }
    );

    internal static readonly Gen<Snapshot> Snapshot =
        from segments in OneSegment.Array[0, 4]
        let known = Distinct(segments, segment => segment.Key)
        from flags in Flag([.. known.Select(segment => segment.Key)]).Array[0, 6]
        from version in Gen.Int[1, 1000]
        select new Snapshot
        {
            Project = "default",
            Environment = "production",
            Epoch = "k3J9xQ2b",
            Version = version,
            Flags = Distinct(flags, flag => flag.Key),
            Segments = known,
        };

    internal static readonly Gen<EvaluationContext> Context = Gen.Select(
        User.Null(),
        Gen.Select(Gen.OneOf("plan", "n", "tags", "targetingKey"), AnyJson).Array[0, 4],
        (user, attributes) =>
            EvaluationContext.FromJson(
                TestData.Json(
                    "{"
                        + string.Join(
                            ",",
                            attributes
                                .Select(a => $"\"{a.Item1}\": {a.Item2}")
                                .Append($"\"targetingKey\": {JsonSerializer.Serialize(user)}")
                        )
                        + "}"
                )
            )
    );

    private static Gen<Flag> Flag(string[] segments) =>
        from key in Key
        from type in Gen.OneOf(FlagType.Boolean, FlagType.String, FlagType.Number, FlagType.Json)
        from variants in Variants(type)
        let names = variants.Keys.ToArray()
        let variant = Gen.OneOf(names)
        from off in variant
        from enabled in Gen.Bool
        from assignments in Gen.Select(User, variant).Array[0, 3]
        from rules in Gen.Select(Gen.OneOf([Clause, .. InSegment(segments)]).Array[0, 3], Serve(names)).Array[0, 3]
        from fallthrough in Gen.OneOf(Serve(names), Participants(names))
        from experiment in Gen.Select(Gen.Long[1, 9], variant, (id, control) => new ExperimentLink(id, control)).Null()
        select new Flag
        {
            Key = key,
            Type = type,
            Enabled = enabled,
            Salt = "salt-" + key,
            Variants = variants,
            OffVariant = off,
            Assignments = assignments.DistinctBy(a => a.Item1).ToDictionary(a => a.Item1, a => a.Item2),
            Rules =
            [
                .. rules.Select(
                    (rule, i) =>
                        new Rule
                        {
                            Id = $"r{i}",
                            When = rule.Item1,
                            Serve = rule.Item2,
                        }
                ),
            ],
            Fallthrough = fallthrough,
            Experiment = experiment,
        };

    private static Gen<IReadOnlyDictionary<string, JsonElement>> Variants(FlagType type) =>
        type switch
        {
            FlagType.Boolean => Gen.OneOf(
                TestData.Variants(("on", "true"), ("off", "false")),
                TestData.Variants(("off", "false"), ("on", "true"))
            ),
            FlagType.String => Gen.Select(TextJson, TextJson, (a, b) => TestData.Variants(("red", a), ("blue", b))),
            FlagType.Number => Gen.Select(NumberJson, NumberJson, (a, b) => TestData.Variants(("small", a), ("big", b))),
            _ => Gen.Select(AnyJson, AnyJson, AnyJson, (a, b, c) => TestData.Variants(("z", a), ("a", b), ("m", c))),
        };

    private static Gen<Serve> Serve(string[] variants) =>
        Gen.OneOf(
            Gen.OneOf(variants).Select(Flags.Serve.One),
            Gen.Int[0, WeightedVariant.Total]
                .Select(weight => Flags.Serve.Split(new(variants[0], weight), new(variants[1], WeightedVariant.Total - weight)))
        );

    private static Gen<Serve> Participants(string[] variants) =>
        Gen.Select(
            Range("layer").Select(range => range with { Key = "checkout" }),
            Range("holdout").Null(),
            Gen.Int[0, WeightedVariant.Total],
            (layer, holdout, weight) =>
                Flags.Serve.Only(
                    new()
                    {
                        Layer = layer,
                        Holdout = holdout,
                        Rollout = [new(variants[0], weight), new(variants[1], WeightedVariant.Total - weight)],
                    },
                    variants[1]
                )
        );

    private static Gen<BucketRange> Range(string salt) =>
        Gen.Select(Gen.Int[0, 99_999], Gen.Int[1, 100_000], (from, length) => TestData.Range(salt, from, Math.Min(from + length, 100_000)));

    private static IEnumerable<Gen<Clause>> InSegment(string[] segments) =>
        segments.Length == 0 ? [] : [ClauseOf(Gen.OneOf(Operators.InSegment), Gen.OneOf(segments).Select(key => $"\"{key}\""))];

    private static Gen<Clause> ClauseOf(Gen<string> op, Gen<string> valueJson) =>
        Gen.Select(
            Gen.OneOf("plan", "n", "tags", "targetingKey"),
            op,
            valueJson.Array[1, 3],
            Gen.Bool,
            (attribute, oneOp, values, negate) => TestData.Clause(attribute, oneOp, $"[{string.Join(",", values)}]", negate)
        );

    // The lists of a snapshot are in ordinal order of keys, which are unique ignoring case.
    private static T[] Distinct<T>(T[] items, Func<T, string> key) =>
        [.. items.DistinctBy(key, StringComparer.OrdinalIgnoreCase).OrderBy(key, StringComparer.Ordinal)];

    private static bool IsText(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                return false;
            }
        }

        return true;
    }
}

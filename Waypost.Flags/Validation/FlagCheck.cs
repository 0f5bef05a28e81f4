using System.Runtime.InteropServices;
using System.Text.Json;

namespace Waypost.Flags;

/// <summary>Checks one flag.</summary>
internal static class FlagCheck
{
    internal static void Run(Flag? flag, int position, IReadOnlySet<string> segmentKeys, FaultList faults)
    {
        var path = $"flags/{FaultList.Segment(flag?.Key, position)}";
        if (flag is null)
        {
            faults.Add(path, FaultCodes.Missing, "Give a flag, not null.");
            return;
        }

        faults.Key($"{path}/key", "a flag key", flag.Key);
        faults.Name($"{path}/salt", "a salt", flag.Salt);
        CheckVariants(flag, path, faults);
        CheckVariant(flag, flag.OffVariant, $"{path}/offVariant", faults);
        CheckAssignments(flag, path, faults);
        CheckRules(flag, path, segmentKeys, faults);
        ServeCheck.Run(flag, flag.Fallthrough, $"{path}/fallthrough", faults);
        if (flag.Experiment is { } experiment)
        {
            CheckVariant(flag, experiment.Control, $"{path}/experiment/control", faults);
        }
    }

    /// <summary>A variant somebody is served must be one of the flag's.</summary>
    internal static void CheckVariant(Flag flag, string? variant, string path, FaultList faults)
    {
        if (variant is null || !flag.Variants.ContainsKey(variant))
        {
            faults.Add(path, FaultCodes.UnknownVariant, FaultSentences.UnknownVariant(variant, flag.Variants.Keys));
        }
    }

    private static void CheckVariants(Flag flag, string path, FaultList faults)
    {
        path += "/variants";
        if (flag.Type is < FlagType.Boolean or > FlagType.Json)
        {
            faults.Add(path[..^"/variants".Length] + "/type", FaultCodes.UnknownType, "Choose one of boolean, string, number, json.");
        }

        if (flag.Type == FlagType.Boolean)
        {
            if (
                flag.Variants.Count != 2
                || !flag.Variants.TryGetValue("on", out var on)
                || on.ValueKind != JsonValueKind.True
                || !flag.Variants.TryGetValue("off", out var off)
                || off.ValueKind != JsonValueKind.False
            )
            {
                faults.Add(path, FaultCodes.NotOnOff, "Give a boolean flag exactly the variants on (true) and off (false).");
            }

            return;
        }

        if (flag.Variants.Count < 2)
        {
            faults.Add(path, FaultCodes.TooFewVariants, FaultSentences.TooFewVariants);
        }
        faults.Limit(path, "variants", flag.Variants.Count, SnapshotLimits.Variants);
        faults.UniqueKeys(path, "", "variant", flag.Variants.Keys);
        var position = 0;
        foreach (var (key, value) in flag.Variants)
        {
            var at = $"{path}/{FaultList.Segment(key, position++)}";
            faults.Key(at, "a variant key", key);
            CheckValue(flag.Type, key, value, at, faults);
        }
    }

    private static void CheckValue(FlagType type, string key, JsonElement value, string path, FaultList faults)
    {
        if (value.ValueKind != JsonValueKind.Undefined)
        {
            faults.Length(path, JsonMarshal.GetRawUtf8Value(value).Length, SnapshotLimits.VariantBytes);
        }

        var fits = type switch
        {
            FlagType.String => JsonText.Read(value) is not null,
            FlagType.Number => value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number),
            FlagType.Json => value.ValueKind != JsonValueKind.Undefined,
            _ => true,
        };
        if (!fits)
        {
            faults.Add(path, FaultCodes.WrongType, FaultSentences.WrongType(key, type));
        }
    }

    private static void CheckAssignments(Flag flag, string path, FaultList faults)
    {
        faults.Limit($"{path}/assignments", "custom assignments", flag.Assignments.Count, SnapshotLimits.Assignments);
        foreach (var (user, variant) in flag.Assignments)
        {
            // A million users are checked on every edit: no path is written for those in order.
            if (user is { Length: > 0 and <= SnapshotLimits.NameLength } && variant is not null && flag.Variants.ContainsKey(variant))
            {
                continue;
            }

            var at = $"{path}/assignments/{FaultList.Escaped(user)}";
            faults.Name(at, "a user id", user);
            CheckVariant(flag, variant, at, faults);
        }
    }

    private static void CheckRules(Flag flag, string path, IReadOnlySet<string> segmentKeys, FaultList faults)
    {
        path += "/rules";
        faults.Limit(path, "rules", flag.Rules.Count, SnapshotLimits.Rules);
        faults.UniqueIds(path, "rule", flag.Rules.Select(rule => rule?.Id));
        for (var i = 0; i < flag.Rules.Count; i++)
        {
            var at = $"{path}/{i}";
            if (flag.Rules[i] is not { } rule)
            {
                faults.Add(at, FaultCodes.Missing, "Give a rule, not null.");
                continue;
            }

            faults.Name($"{at}/id", "the rule an id", rule.Id);
            ClauseCheck.RunAll(rule.When, $"{at}/when", segmentKeys, faults);
            ServeCheck.Run(flag, rule.Serve, $"{at}/serve", faults);
        }
    }
}

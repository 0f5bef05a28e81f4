using System.Runtime.InteropServices;
using System.Text.Json;

namespace Waypost.Flags;

/// <summary>Validates one flag.</summary>
internal static class FlagValidator
{
    internal static void Validate(Flag? flag, int position, IReadOnlySet<string> segmentKeys, FaultCollector faults)
    {
        var path = $"flags/{FaultCollector.PathSegment(flag?.Key, position)}";
        if (flag is null)
        {
            faults.Add(path, FaultCodes.Missing, "A flag must not be null.");
            return;
        }

        faults.CheckKey($"{path}/key", "A flag key", flag.Key);
        faults.CheckName($"{path}/salt", "a salt", flag.Salt);
        ValidateVariants(flag, path, faults);
        ValidateVariant(flag, flag.OffVariant, $"{path}/offVariant", faults);
        ValidateAssignments(flag, path, faults);
        ValidateRules(flag, path, segmentKeys, faults);
        ServeValidator.Validate(flag, flag.Fallthrough, $"{path}/fallthrough", faults);
        if (flag.Experiment is { } experiment)
        {
            ValidateVariant(flag, experiment.Control, $"{path}/experiment/control", faults);
        }
    }

    /// <summary>Reports a variant that the flag does not have.</summary>
    internal static void ValidateVariant(Flag flag, string? variant, string path, FaultCollector faults)
    {
        if (variant is null || !flag.Variants.ContainsKey(variant))
        {
            faults.Add(path, FaultCodes.UnknownVariant, FaultMessages.UnknownVariant(variant, flag.Variants.Keys));
        }
    }

    private static void ValidateVariants(Flag flag, string path, FaultCollector faults)
    {
        path += "/variants";
        if (flag.Type is < FlagType.Boolean or > FlagType.Json)
        {
            faults.Add(
                path[..^"/variants".Length] + "/type",
                FaultCodes.UnknownType,
                "Unknown flag type. Choose boolean, string, number or json."
            );
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
                faults.Add(path, FaultCodes.NotOnOff, "A boolean flag has exactly two variants: on (true) and off (false).");
            }

            return;
        }

        if (flag.Variants.Count < 2)
        {
            faults.Add(path, FaultCodes.TooFewVariants, FaultMessages.TooFewVariants);
        }
        faults.CheckCount(path, "variants", flag.Variants.Count, SnapshotLimits.Variants);
        faults.CheckUniqueKeys(path, "", "variant", flag.Variants.Keys);
        var position = 0;
        foreach (var (key, value) in flag.Variants)
        {
            var at = $"{path}/{FaultCollector.PathSegment(key, position++)}";
            faults.CheckKey(at, "A variant key", key);
            ValidateValue(flag.Type, key, value, at, faults);
        }
    }

    private static void ValidateValue(FlagType type, string key, JsonElement value, string path, FaultCollector faults)
    {
        if (value.ValueKind != JsonValueKind.Undefined)
        {
            faults.CheckLength(path, JsonMarshal.GetRawUtf8Value(value).Length, SnapshotLimits.VariantBytes, "bytes");
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
            faults.Add(path, FaultCodes.WrongType, FaultMessages.WrongType(key, type));
        }
    }

    private static void ValidateAssignments(Flag flag, string path, FaultCollector faults)
    {
        faults.CheckCount($"{path}/assignments", "custom assignments", flag.Assignments.Count, SnapshotLimits.Assignments);
        foreach (var (user, variant) in flag.Assignments)
        {
            // Every edit validates up to a million users, so a path is built only for faults.
            if (user is { Length: > 0 and <= SnapshotLimits.NameLength } && variant is not null && flag.Variants.ContainsKey(variant))
            {
                continue;
            }

            var at = $"{path}/assignments/{FaultCollector.EscapePath(user)}";
            faults.CheckName(at, "a user id", user);
            ValidateVariant(flag, variant, at, faults);
        }
    }

    private static void ValidateRules(Flag flag, string path, IReadOnlySet<string> segmentKeys, FaultCollector faults)
    {
        path += "/rules";
        faults.CheckCount(path, "rules", flag.Rules.Count, SnapshotLimits.Rules);
        faults.CheckUniqueIds(path, "rule", flag.Rules.Select(rule => rule?.Id));
        for (var i = 0; i < flag.Rules.Count; i++)
        {
            var at = $"{path}/{i}";
            if (flag.Rules[i] is not { } rule)
            {
                faults.Add(at, FaultCodes.Missing, "A rule must not be null.");
                continue;
            }

            faults.CheckName($"{at}/id", "an id for the rule", rule.Id);
            ClauseValidator.ValidateAll(rule.When, $"{at}/when", segmentKeys, faults);
            ServeValidator.ValidateRule(flag, rule.Serve, $"{at}/serve", faults);
        }
    }
}

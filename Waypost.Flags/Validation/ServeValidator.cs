namespace Waypost.Flags;

/// <summary>Validates what a rule or the fallthrough serves.</summary>
internal static class ServeValidator
{
    /// <summary>A rule has no participants: it is not an experiment.</summary>
    internal static void ValidateRule(Flag flag, Serve? serve, string path, FaultCollector faults)
    {
        if (serve?.Participants is not null)
        {
            faults.Add(
                $"{path}/participants",
                FaultCodes.NotInRule,
                "Only the default rule can have participants. Remove them from this rule."
            );
        }

        Validate(flag, serve is null ? null : serve with { Participants = null }, path, faults);
    }

    internal static void Validate(Flag flag, Serve? serve, string path, FaultCollector faults)
    {
        if (serve?.Participants is { } participants)
        {
            ParticipantsValidator.Validate(flag, serve, participants, path, faults);
        }

        switch (serve)
        {
            case { Variant: { } variant, Rollout: null }:
                FlagValidator.ValidateVariant(flag, variant, $"{path}/variant", faults);
                break;
            case { Variant: null, Rollout: { } rollout }:
                ValidateRollout(flag, rollout, $"{path}/rollout", faults);
                break;
            case { Variant: not null, Rollout: not null }:
                faults.Add(path, FaultCodes.ServeOneOf, "Serve either one variant or a rollout, not both.");
                break;
            default:
                faults.Add(path, FaultCodes.ServeOneOf, "Choose what to serve: one variant or a rollout.");
                break;
        }
    }

    /// <summary>Reports weights that do not add up, and variants that are unknown or listed twice.</summary>
    internal static void ValidateRollout(Flag flag, IReadOnlyList<WeightedVariant> rollout, string path, FaultCollector faults)
    {
        faults.CheckCount(path, "variants in a rollout", rollout.Count, SnapshotLimits.Variants);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var sum = 0L;
        for (var i = 0; i < rollout.Count; i++)
        {
            var at = $"{path}/{i}";
            if (rollout[i] is not { } weighted)
            {
                faults.Add(at, FaultCodes.Missing, "An entry of the rollout must not be null.");
                continue;
            }

            FlagValidator.ValidateVariant(flag, weighted.Variant, $"{at}/variant", faults);
            if (weighted.Variant is { } variant && !seen.Add(variant))
            {
                faults.Add(
                    $"{at}/variant",
                    FaultCodes.Duplicate,
                    $"Variant '{FaultCollector.Shorten(variant)}' appears twice. List it once."
                );
            }

            if (weighted.Weight is < 0 or > WeightedVariant.Total)
            {
                faults.Add($"{at}/weight", FaultCodes.OutOfRange, "Enter a weight from 0 to 100000 (100 %).");
            }

            sum += weighted.Weight;
        }

        if (sum != WeightedVariant.Total)
        {
            faults.Add(path, FaultCodes.WeightSum, FaultMessages.WeightSum(sum));
        }
    }
}

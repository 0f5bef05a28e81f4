namespace Waypost.Flags;

/// <summary>Checks what a rule or the fallthrough serves.</summary>
internal static class ServeCheck
{
    internal static void Run(Flag flag, Serve? serve, string path, FaultList faults)
    {
        switch (serve)
        {
            case { Variant: { } variant, Rollout: null }:
                FlagCheck.CheckVariant(flag, variant, $"{path}/variant", faults);
                break;
            case { Variant: null, Rollout: { } rollout }:
                CheckRollout(flag, rollout, $"{path}/rollout", faults);
                break;
            case { Variant: not null, Rollout: not null }:
                faults.Add(path, FaultCodes.ServeOneOf, "Serve either one variant or a rollout, not both.");
                break;
            default:
                faults.Add(path, FaultCodes.ServeOneOf, "Say what is served: one variant or a rollout.");
                break;
        }
    }

    private static void CheckRollout(Flag flag, IReadOnlyList<WeightedVariant> rollout, string path, FaultList faults)
    {
        faults.Limit(path, "shares", rollout.Count, SnapshotLimits.Variants);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var sum = 0L;
        for (var i = 0; i < rollout.Count; i++)
        {
            var at = $"{path}/{i}";
            if (rollout[i] is not { } share)
            {
                faults.Add(at, FaultCodes.Missing, "Give a variant and a weight, not null.");
                continue;
            }

            FlagCheck.CheckVariant(flag, share.Variant, $"{at}/variant", faults);
            if (share.Variant is { } variant && !seen.Add(variant))
            {
                faults.Add($"{at}/variant", FaultCodes.Duplicate, $"Variant '{FaultList.Shown(variant)}' stands twice; give it one share.");
            }

            if (share.Weight is < 0 or > WeightedVariant.Total)
            {
                faults.Add($"{at}/weight", FaultCodes.OutOfRange, "Give a weight from 0 to 100000 (100 %).");
            }

            sum += share.Weight;
        }

        if (sum != WeightedVariant.Total)
        {
            faults.Add(path, FaultCodes.WeightSum, FaultSentences.WeightSum(sum));
        }
    }
}

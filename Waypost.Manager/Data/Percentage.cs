using Waypost.Flags;

namespace Waypost.Manager.Data;

/// <summary>A boolean flag's rollout as a percentage of users getting <c>on</c>.</summary>
internal static class Percentage
{
    private const int PerPercent = WeightedVariant.Total / 100;

    /// <summary>0 to 100 with at most three decimals: a weight is a whole number of thousandths of a per cent.</summary>
    public static bool IsValid(double percentage) =>
        percentage is >= 0 and <= 100 && Math.Abs((percentage * PerPercent) - Math.Round(percentage * PerPercent)) < 1e-6;

    /// <summary>The nearest weight.</summary>
    public static int ToWeight(double percentage) => (int)Math.Round(percentage * PerPercent);

    /// <summary>
    /// 0 % and 100 % are a single variant; anything between is a split with <c>on</c> first, so that users who have it keep it when the
    /// percentage grows.
    /// </summary>
    public static Serve ToServe(double percentage)
    {
        var on = ToWeight(percentage);
        return on switch
        {
            0 => new() { Variant = "off" },
            WeightedVariant.Total => new() { Variant = "on" },
            _ => new() { Rollout = [new("on", on), new("off", WeightedVariant.Total - on)] },
        };
    }

    /// <summary>Null if it cannot be expressed as a percentage.</summary>
    public static double? Of(FlagType type, Serve serve) =>
        (type, serve) switch
        {
            (not FlagType.Boolean, _) or (_, { Participants: not null }) => null,
            (_, { Variant: "on", Rollout: null }) => 100,
            (_, { Variant: "off", Rollout: null }) => 0,
            (_, { Variant: null, Rollout: { } rollout }) => (double)rollout.Where(w => w.Variant == "on").Sum(w => w.Weight) / PerPercent,
            _ => null,
        };
}

using Microsoft.Extensions.Primitives;
using Waypost.Flags;
using Waypost.Manager.Http;

namespace Waypost.Manager.Ui;

/// <summary>Reads the percentages that <c>RolloutFields</c> posts.</summary>
public static class RolloutForm
{
    private const string Prefix = "share-";

    /// <summary>What was typed, by variant.</summary>
    public static IReadOnlyDictionary<string, string> Typed(IEnumerable<KeyValuePair<string, StringValues>> form) =>
        form.Where(field => field.Key.StartsWith(Prefix, StringComparison.Ordinal))
            .ToDictionary(field => field.Key[Prefix.Length..], field => field.Value.ToString());

    /// <summary>The fields that would post what the flag serves now.</summary>
    public static IEnumerable<(string Name, string Value)> Fields(Flag flag)
    {
        ArgumentNullException.ThrowIfNull(flag);
        return flag.Variants.Keys.Select(variant => (Prefix + variant, Percent.Number(ServingSummary.WeightOf(flag.Fallthrough, variant))));
    }

    /// <summary>The rollout that was typed, or what is wrong with it.</summary>
    public static (Serve? Serve, string? Fault) Read(Flag flag, IReadOnlyDictionary<string, string> typed)
    {
        ArgumentNullException.ThrowIfNull(flag);
        ArgumentNullException.ThrowIfNull(typed);
        // The form cannot show a holdout or a layer, so unless a share was changed it keeps them.
        if (flag.Fallthrough.Participants is not null && Fields(flag).All(share => IsUnchanged(share, typed)))
        {
            return (flag.Fallthrough, null);
        }

        var weights = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (variant, text) in typed.Where(share => flag.Variants.ContainsKey(share.Key)))
        {
            if (!Percent.TryParse(string.IsNullOrWhiteSpace(text) && typed.Count > 1 ? "0" : text, out var weight))
            {
                return (null, ValidationMessages.Percentage);
            }

            weights[variant] = weight;
        }

        if (flag.Type == FlagType.Boolean)
        {
            // "on" comes first, so that raising its percentage keeps it for everyone who already had it.
            return weights.TryGetValue("on", out var on)
                ? (Serve([new("on", on), new("off", WeightedVariant.Total - on)]), null)
                : (null, "The percentage of users getting \"on\" is missing.");
        }

        return (
            Serve([.. InOrder(flag).Where(weights.ContainsKey).Select(variant => new WeightedVariant(variant, weights[variant]))]),
            null
        );
    }

    private static bool IsUnchanged((string Name, string Value) share, IReadOnlyDictionary<string, string> typed) =>
        !typed.TryGetValue(share.Name[Prefix.Length..], out var text)
        || (Percent.TryParse(text, out var now) && Percent.TryParse(share.Value, out var before) && now == before);

    // The order of a rollout decides who keeps their variant, so it stays; new variants follow.
    private static IEnumerable<string> InOrder(Flag flag) =>
        (flag.Fallthrough.Rollout ?? []).Select(share => share.Variant).Concat(flag.Variants.Keys).Distinct(StringComparer.Ordinal);

    private static Serve Serve(List<WeightedVariant> shares) =>
        shares.FindAll(share => share.Weight > 0) switch
        {
            [{ Weight: WeightedVariant.Total } all] => new() { Variant = all.Variant },
            var served => new() { Rollout = served },
        };
}

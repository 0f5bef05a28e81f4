using Waypost.Flags;

namespace Waypost.Manager.Ui;

/// <summary>What a flag serves, as short as a row of the list needs it: "25 % on · 2 people · 1 rule".</summary>
/// <param name="Assignments">How many users have a variant of their own.</param>
/// <param name="Rules">How many rules come before the fallthrough.</param>
public sealed record Serving(bool Enabled, string OffVariant, Serve Fallthrough, int Assignments, int Rules)
{
    public string Now => Enabled ? WhenOn : $"{Capital(OffVariant)} for everyone";

    public string WhenOn
    {
        get
        {
            var parts = new List<string> { Split(everyone: Assignments + Rules == 0) };
            if (Assignments > 0)
            {
                parts.Add(Count(Assignments, "person", "people"));
            }

            if (Rules > 0)
            {
                parts.Add(Count(Rules, "rule", "rules"));
            }

            return string.Join(" · ", parts);
        }
    }

    public static Serving Of(Flag flag)
    {
        ArgumentNullException.ThrowIfNull(flag);
        return new(flag.Enabled, flag.OffVariant, flag.Fallthrough, flag.Assignments.Count, flag.Rules.Count);
    }

    /// <summary>The fallthrough as shares in the order of its rollout; one share of everything for a single variant.</summary>
    public static IReadOnlyList<WeightedVariant> Shares(Serve serve)
    {
        ArgumentNullException.ThrowIfNull(serve);
        return serve.Rollout ?? [new WeightedVariant(serve.Variant ?? "", WeightedVariant.Total)];
    }

    /// <summary>The share of one variant.</summary>
    public static int Weight(Serve serve, string variant) =>
        Shares(serve).Where(share => share.Variant == variant).Sum(share => share.Weight);

    public static string Count(int number, string one, string many) =>
        FormattableString.Invariant($"{number:N0} {(number == 1 ? one : many)}");

    private string Split(bool everyone)
    {
        var served = Shares(Fallthrough).Where(share => share.Weight > 0).ToList();
        return served switch
        {
            [var all] => $"{Capital(all.Variant)} for {(everyone ? "everyone" : "the rest")}",
            [{ Variant: "on" } on, { Variant: "off" }] => $"{Percent.Of(on.Weight)} on",
            _ => string.Join(", ", served.Select(share => $"{Percent.Of(share.Weight)} {share.Variant}")),
        };
    }

    // Only the two words are ours; any other variant is a key and keeps its letters.
    private static string Capital(string variant) =>
        variant switch
        {
            "on" => "On",
            "off" => "Off",
            _ => variant,
        };
}

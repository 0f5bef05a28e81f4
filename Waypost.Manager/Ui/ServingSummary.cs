using Waypost.Flags;

namespace Waypost.Manager.Ui;

/// <summary>What a flag serves, as short as a row of a list needs it: "25 % on · 2 users · 1 rule".</summary>
/// <param name="Assignments">How many users have a custom assignment.</param>
/// <param name="Rules">How many rules come before the fallthrough.</param>
public sealed record ServingSummary(bool Enabled, string OffVariant, Serve Fallthrough, int Assignments, int Rules)
{
    public string Now => Enabled ? WhenOn : $"{Capitalize(OffVariant)} for everyone";

    public string WhenOn
    {
        get
        {
            var parts = new List<string> { Rollout(isForEveryone: Assignments + Rules == 0) };
            if (Assignments > 0)
            {
                parts.Add(Plural.Of(Assignments, "user", "users"));
            }

            if (Rules > 0)
            {
                parts.Add(Plural.Of(Rules, "rule", "rules"));
            }

            return string.Join(" · ", parts);
        }
    }

    public static ServingSummary Of(Flag flag)
    {
        ArgumentNullException.ThrowIfNull(flag);
        return new(flag.Enabled, flag.OffVariant, flag.Fallthrough, flag.Assignments.Count, flag.Rules.Count);
    }

    /// <summary>
    /// The variants in the order of the rollout, as shares of all users; a single variant gets all users. Users who do not participate
    /// count for the variant they get.
    /// </summary>
    public static IReadOnlyList<WeightedVariant> SharesOf(Serve serve)
    {
        ArgumentNullException.ThrowIfNull(serve);
        return serve.Participants is { } participants
            ? ParticipantsText.SharesOf(participants, serve.Variant ?? "")
            : serve.Rollout ?? [new WeightedVariant(serve.Variant ?? "", WeightedVariant.Total)];
    }

    public static int WeightOf(Serve serve, string variant) =>
        SharesOf(serve).Where(share => share.Variant == variant).Sum(share => share.Weight);

    private string Rollout(bool isForEveryone)
    {
        var served = SharesOf(Fallthrough).Where(share => share.Weight > 0).ToList();
        return served switch
        {
            [var only] => $"{Capitalize(only.Variant)} for {(isForEveryone ? "everyone" : "everyone else")}",
            [{ Variant: "on" } on, { Variant: "off" }] => $"{Percent.Of(on.Weight)} on",
            _ => string.Join(", ", served.Select(share => $"{Percent.Of(share.Weight)} {share.Variant}")),
        };
    }

    // Any other variant is a key and is shown as it is.
    private static string Capitalize(string variant) =>
        variant switch
        {
            "on" => "On",
            "off" => "Off",
            _ => variant,
        };
}

using Waypost.Flags;

namespace Waypost.Manager.Ui;

/// <summary>One step of a flag's summary: who, and what they get.</summary>
public sealed record Step(string Who, IReadOnlyList<WeightedVariant> Gets)
{
    /// <summary>What they get, in words: "on", or "25 % on, 75 % off".</summary>
    public string What => WhoGetsWhat.Words(Gets);
}

/// <summary>A flag in words, in the order the evaluator goes: assignments, rules, everybody else.</summary>
public static class WhoGetsWhat
{
    private const int Named = 3;

    /// <summary>What happens now: one step for everybody while the flag is off.</summary>
    public static IReadOnlyList<Step> Now(Flag flag)
    {
        ArgumentNullException.ThrowIfNull(flag);
        return flag.Enabled ? WhenOn(flag) : [new("Everyone", [All(flag.OffVariant)])];
    }

    /// <summary>What happens while the flag is switched on.</summary>
    public static IReadOnlyList<Step> WhenOn(Flag flag)
    {
        ArgumentNullException.ThrowIfNull(flag);
        var steps = new List<Step>();
        foreach (var people in flag.Assignments.GroupBy(assignment => assignment.Value, assignment => assignment.Key))
        {
            steps.Add(new(People([.. people.Order(StringComparer.Ordinal)]), [All(people.Key)]));
        }

        steps.AddRange(flag.Rules.Select(rule => new Step(Condition(rule), Served(rule.Serve))));
        steps.Add(new(steps.Count == 0 ? "Everyone" : "Everyone else", Served(flag.Fallthrough)));
        return steps;
    }

    /// <summary>"on", or "25 % on, 75 % off".</summary>
    public static string What(Serve serve) => Words(Served(serve));

    internal static string Words(IReadOnlyList<WeightedVariant> shares) =>
        shares is [var all] ? all.Variant : string.Join(", ", shares.Select(share => $"{Percent.Of(share.Weight)} {share.Variant}"));

    /// <summary>"Users whose plan is beta or pro".</summary>
    public static string Condition(Rule rule) =>
        rule.When.Count == 0
            ? "Everyone who comes this far"
            : "Users " + ClauseWords.Listed([.. rule.When.Select(ClauseWords.OfUsers)], "and");

    private static string People(IReadOnlyList<string> ids) =>
        ids.Count <= Named
            ? ClauseWords.Listed(ids, "and")
            : $"{string.Join(", ", ids.Take(Named))} and {Serving.Count(ids.Count - Named, "other", "others")}";

    private static List<WeightedVariant> Served(Serve serve) => [.. Serving.Shares(serve).Where(share => share.Weight > 0)];

    private static WeightedVariant All(string variant) => new(variant, WeightedVariant.Total);
}

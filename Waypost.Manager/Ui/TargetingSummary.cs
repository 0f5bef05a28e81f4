using Waypost.Flags;

namespace Waypost.Manager.Ui;

/// <summary>One step of a flag's targeting: which users, and the variants they get.</summary>
public sealed record TargetingStep(string Users, IReadOnlyList<WeightedVariant> Variants)
{
    /// <summary>"on", or "25 % on, 75 % off".</summary>
    public string VariantsText => TargetingSummary.Describe(Variants);
}

/// <summary>A flag's targeting in words, in the order of evaluation: custom assignments, rules, everyone else.</summary>
public static class TargetingSummary
{
    private const int MaxUserIds = 3;

    /// <summary>What the flag does now: one step for everyone while it is off.</summary>
    public static IReadOnlyList<TargetingStep> Now(Flag flag)
    {
        ArgumentNullException.ThrowIfNull(flag);
        return flag.Enabled ? WhenOn(flag) : [new("Everyone", [All(flag.OffVariant)])];
    }

    /// <summary>What the flag does while it is on.</summary>
    public static IReadOnlyList<TargetingStep> WhenOn(Flag flag)
    {
        ArgumentNullException.ThrowIfNull(flag);
        var steps = new List<TargetingStep>();
        foreach (var users in flag.Assignments.GroupBy(assignment => assignment.Value, assignment => assignment.Key))
        {
            steps.Add(new(UserIds([.. users.Order(StringComparer.Ordinal)]), [All(users.Key)]));
        }

        steps.AddRange(flag.Rules.Select(rule => new TargetingStep(Condition(rule), Served(ServingSummary.SharesOf(rule.Serve)))));
        if (flag.Fallthrough.Participants is { } participants)
        {
            steps.Add(new($"Of {(steps.Count == 0 ? "everyone" : "everyone else")}: {Who(participants)}", Served(participants.Rollout)));
            steps.Add(new("The rest", [All(flag.Fallthrough.Variant ?? "")]));
            return steps;
        }

        steps.Add(new(steps.Count == 0 ? "Everyone" : "Everyone else", Served(ServingSummary.SharesOf(flag.Fallthrough))));
        return steps;
    }

    /// <summary>"on", or "25 % on, 75 % off".</summary>
    public static string Describe(Serve serve)
    {
        ArgumentNullException.ThrowIfNull(serve);
        return serve.Participants is { } participants
            ? ParticipantsText.Describe(serve, participants)
            : Describe(Served(ServingSummary.SharesOf(serve)));
    }

    /// <summary>"Users whose plan is beta or pro".</summary>
    public static string Condition(Rule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return rule.When.Count == 0
            ? "Everyone no earlier rule matches"
            : "Users " + ClauseText.Join([.. rule.When.Select(ClauseText.DescribeUsers)], "and");
    }

    internal static string Describe(IReadOnlyList<WeightedVariant> variants) =>
        variants is [var only]
            ? only.Variant
            : string.Join(", ", variants.Select(variant => $"{Percent.Of(variant.Weight)} {variant.Variant}"));

    private static string UserIds(IReadOnlyList<string> ids) =>
        ids.Count <= MaxUserIds
            ? ClauseText.Join(ids, "and")
            : $"{string.Join(", ", ids.Take(MaxUserIds))} and {Plural.Of(ids.Count - MaxUserIds, "other", "others")}";

    private static string Who(Participants participants) => ParticipantsText.Describe(participants.Layer, participants.Holdout);

    private static List<WeightedVariant> Served(IReadOnlyList<WeightedVariant> shares) => [.. shares.Where(share => share.Weight > 0)];

    private static WeightedVariant All(string variant) => new(variant, WeightedVariant.Total);
}

using Waypost.Flags;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Experiments;

/// <summary>The rollout of an experiment. Pure.</summary>
internal static class ExperimentRollout
{
    /// <summary>The rollout in a request, in the order of the flag's variants.</summary>
    public static Outcome<IReadOnlyList<WeightedVariant>> Of(
        IReadOnlyList<WeightedVariant>? rollout,
        double? percentTested,
        string control,
        IReadOnlyCollection<string> variants
    )
    {
        if (!variants.Contains(control))
        {
            return Refusal.Invalid.Field("control", FaultMessages.UnknownVariant(control, variants));
        }

        return rollout is null ? Split(percentTested, control, variants) : Check(rollout, control, variants);
    }

    /// <summary>Percentage of users who do not get the control.</summary>
    public static double PercentTested(IReadOnlyList<WeightedVariant> rollout, string control) =>
        (double)rollout.Where(w => w.Variant != control).Sum(w => w.Weight) * 100 / WeightedVariant.Total;

    /// <summary>
    /// The rollout to write. Buckets are assigned in order, so the flag's existing order is kept: users keep their variant if the weights
    /// stay the same, and as many as possible do if they change.
    /// </summary>
    public static IReadOnlyList<WeightedVariant> Over(Serve current, IReadOnlyList<WeightedVariant> shares)
    {
        if ((current.Participants?.Rollout ?? current.Rollout) is not { } old)
        {
            return shares;
        }

        var weights = shares.ToDictionary(s => s.Variant, s => s.Weight, StringComparer.Ordinal);
        var kept = old.Where(w => weights.ContainsKey(w.Variant))
            .Select(w => new WeightedVariant(w.Variant, weights[w.Variant]))
            .DistinctBy(w => w.Variant)
            .ToList();
        return [.. kept, .. shares.Where(s => kept.TrueForAll(k => k.Variant != s.Variant))];
    }

    /// <summary>What the flag serves while the experiment runs: the rollout to its participants, the control to everyone else.</summary>
    public static Serve For(Participation? participation, string control, IReadOnlyList<WeightedVariant> rollout) =>
        participation is null
            ? new() { Rollout = rollout }
            : Serve.Only(
                new()
                {
                    Layer = participation.Layer,
                    Holdout = participation.Holdout,
                    Rollout = rollout,
                },
                control
            );

    /// <summary>What the flag serves once the winner is shipped: the winner, and the control to users of a holdout.</summary>
    public static Serve ForWinner(string winner, string control, BucketRange? holdout) =>
        holdout is null || winner == control
            ? new() { Variant = winner }
            : For(new(null, holdout), control, [new(winner, WeightedVariant.Total)]);

    private static Outcome<IReadOnlyList<WeightedVariant>> Split(
        double? percentTested,
        string control,
        IReadOnlyCollection<string> variants
    )
    {
        var tested = variants.Where(v => v != control).ToList();
        var percent = percentTested ?? (100.0 * tested.Count / variants.Count);
        var each = (int)Math.Round(percent * WeightedVariant.Total / 100) / tested.Count;
        return each == 0
            ? Refusal.Invalid.Field("percentTested", "That is less than 0.001\u00a0% for each variant.")
            : variants.Select(v => new WeightedVariant(v, v == control ? WeightedVariant.Total - (each * tested.Count) : each)).ToList();
    }

    private static Outcome<IReadOnlyList<WeightedVariant>> Check(
        IReadOnlyList<WeightedVariant> rollout,
        string control,
        IReadOnlyCollection<string> variants
    )
    {
        var fault =
            rollout.FirstOrDefault(w => !variants.Contains(w.Variant)) is { } unknown
                ? FaultMessages.UnknownVariant(unknown.Variant, variants)
            : rollout.DistinctBy(w => w.Variant).Count() != rollout.Count ? "A variant appears twice."
            : rollout.Any(w => w.Weight is < 0 or > WeightedVariant.Total) ? ValidationMessages.Percentage
            : rollout.Sum(w => (long)w.Weight) is var sum and not WeightedVariant.Total ? FaultMessages.WeightSum(sum)
            : rollout.All(w => w.Variant != control || w.Weight == 0) ? $"The control '{control}' needs users too."
            : rollout.Count(w => w.Weight > 0) < 2 ? "At least two variants need users to be compared."
            : null;
        return fault is null ? rollout.ToList() : Refusal.Invalid.Field("rollout", fault);
    }
}

using Waypost.Manager.Core;
using Waypost.Manager.Data;

namespace Waypost.Manager.Features.Experiments;

/// <summary>The variants of an experiment, as answers name them. Pure.</summary>
internal static class Variants
{
    /// <summary>Null when the winner is one of them, or none is named.</summary>
    public static Refusal? Unknown(string? winner, Experiment experiment) =>
        winner is null || experiment.Rollout.Any(w => w.Variant == winner)
            ? null
            : Refusal.Invalid.Field(
                "winner",
                $"'{winner}' is no variant of this experiment. It has: {string.Join(", ", experiment.Rollout.Select(w => w.Variant))}."
            );
}

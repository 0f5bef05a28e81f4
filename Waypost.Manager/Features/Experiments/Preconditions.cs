using System.Globalization;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Experiments;

/// <summary>What must hold before an experiment is started, edited, stopped, shipped or deleted. Null means allowed. Pure.</summary>
internal static class Preconditions
{
    private static readonly DateTimeOffset Earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static Refusal? CheckStart(Experiment experiment, DateTimeOffset? at, DateTimeOffset now) =>
        experiment.IsRunning ? new Refusal.Conflict($"Experiment {experiment.Id} is already running, since {experiment.StartedAt:u}.")
        : experiment.Status != ExperimentStatus.Draft
            ? new Refusal.Conflict($"Experiment {experiment.Id} has ended. Plan a new one to test again.")
        : experiment.Metrics.All(m => m.Role != MetricRole.Primary)
            ? Refusal.Invalid.Field("metrics", "The experiment has no primary metric to decide it. Add one, then start it.")
        : CheckTime(at, null, now);

    public static Refusal? CheckEdit(Experiment experiment, ExperimentPlan plan, bool moves, bool newPhase)
    {
        if (experiment.Status == ExperimentStatus.Draft)
        {
            return null;
        }

        if (moves)
        {
            return new Refusal.Conflict("An experiment cannot move to another flag or environment once it has started. Plan a new one.");
        }

        var frozen = FrozenParts.ChangedBy(plan, experiment);
        return frozen.Count == 0 || (experiment.IsRunning && newPhase)
            ? null
            : new Refusal.Conflict(
                experiment.IsRunning
                    ? $"Experiment {experiment.Id} is running. Changing its {string.Join(", ", frozen)} now would invalidate the "
                        + "results: users counted so far were exposed to another plan. Stop it, or begin a new phase "
                        + "(\"newPhase\": true): then only users from now on count."
                    : $"Experiment {experiment.Id} has ended: its {string.Join(", ", frozen)} can no longer change."
            );
    }

    public static Refusal? CheckStop(Experiment experiment, StopExperiment.Request request, DateTimeOffset now) =>
        !experiment.IsRunning ? new Refusal.Conflict($"Experiment {experiment.Id} is not running, so it cannot be stopped.")
        : request.Winner is { } winner && CheckWinner(experiment, winner) is { } unknown ? unknown
        : request.Restore is true && request.Winner is not null
            ? Refusal.Invalid.Field("restore", "Send either winner or restore, not both.")
        : request.Restore is true && experiment.FlagBefore is null
            ? Refusal.Invalid.Field(
                "restore",
                "The flag's state before the start is unknown: an earlier version of Waypost started the experiment. "
                    + "Send a winner instead, or leave restore out."
            )
        : CheckTime(request.At, experiment.PhaseStartedAt, now);

    public static Refusal? CheckShip(Experiment experiment, string? winner) =>
        experiment.IsRunning ? new Refusal.Conflict($"Experiment {experiment.Id} is running. Stop it with the winner.")
        : experiment.Status != ExperimentStatus.Stopped
            ? new Refusal.Conflict($"Experiment {experiment.Id} has not started, so it has no winner.")
        : winner is null ? Refusal.Invalid.Field("winner", "'winner' is missing: the variant everyone gets.")
        : CheckWinner(experiment, winner);

    public static Refusal? CheckUndoStart(ExperimentView experiment, DateTimeOffset now) =>
        CheckUndoStart(
            experiment.Id,
            experiment.Status == ExperimentStatus.Running,
            experiment.FlagBefore,
            experiment.Phase,
            experiment.Exposures?.Total ?? 0,
            now
        );

    public static Refusal? CheckUndoStart(Experiment experiment, long counted, DateTimeOffset now) =>
        CheckUndoStart(experiment.Id, experiment.IsRunning, experiment.FlagBefore, experiment.Phase, counted, now);

    public static Refusal? CheckDelete(Experiment experiment) =>
        experiment.IsRunning ? new Refusal.Conflict($"Experiment {experiment.Id} is running. Stop it first.") : null;

    /// <summary>Whether its exposures can be counted and its results analysed.</summary>
    public static Refusal? CheckAnalyse(Experiment experiment) =>
        experiment.Status == ExperimentStatus.Draft
            ? new Refusal.Conflict($"Experiment {experiment.Id} has not started, so there are no exposures. Start it first.")
            : null;

    /// <summary>Whether the experiment can take over its flag's rollout.</summary>
    /// <param name="settings">The flag's settings; null when the flag was deleted.</param>
    /// <param name="other">Another experiment that is running on the flag in the same environment.</param>
    public static Refusal? CheckFlag(Experiment experiment, FlagSettings? settings, Experiment? other) =>
        settings is null ? new Refusal.Conflict($"Flag '{experiment.Flag}' no longer exists. Plan an experiment on another flag.")
        : settings.Flag.Archived ? new Refusal.Conflict($"Flag '{experiment.Flag}' is archived. Restore it first.")
        : other is not null
            ? new Refusal.Conflict(
                $"Experiment {other.Id} (\"{other.Name}\") is already running on flag '{experiment.Flag}' in this environment. Only "
                    + "one can run at a time: stop it first."
            )
        : null;

    /// <summary>Whether the flag still has the variants the experiment serves.</summary>
    public static Refusal? CheckVariants(Experiment experiment, FlagDefinition flag) =>
        experiment.Rollout.FirstOrDefault(w => !flag.Variants.ContainsKey(w.Variant)) is { } missing
            ? new Refusal.Conflict($"Flag '{flag.Key}' no longer has variant '{missing.Variant}'. Change the experiment's rollout first.")
            : null;

    /// <summary>Whether the flag still has the winner.</summary>
    public static Refusal? CheckVariant(FlagDefinition flag, string winner) =>
        flag.Variants.ContainsKey(winner)
            ? null
            : new Refusal.Conflict($"Flag '{flag.Key}' no longer has variant '{winner}'. Choose another one.");

    private static Refusal.Invalid? CheckWinner(Experiment experiment, string winner) =>
        experiment.Rollout.Any(w => w.Variant == winner)
            ? null
            : Refusal.Invalid.Field(
                "winner",
                $"'{winner}' is not a variant of this experiment. It has: {string.Join(", ", experiment.Rollout.Select(w => w.Variant))}."
            );

    private static Refusal.Conflict? CheckUndoStart(
        long id,
        bool isRunning,
        FlagBefore? flagBefore,
        int phase,
        long counted,
        DateTimeOffset now
    ) =>
        !isRunning ? new Refusal.Conflict($"Experiment {id} is not running, so there is no start to undo.")
        : flagBefore is null
            ? new Refusal.Conflict(
                "The flag's state before the start is unknown, so the start cannot be undone. Stop the experiment instead."
            )
        : phase > 1
            ? new Refusal.Conflict("A new phase has begun since the start, so the start cannot be undone. Stop the experiment instead.")
        : counted > 0
            ? new Refusal.Conflict(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{counted:N0} users have already been counted, and undoing the start would discard them. Stop the experiment "
                        + $"instead; its results are kept."
                )
            )
        : now - flagBefore.At > UndoStart.Within
            ? new Refusal.Conflict(
                $"The start was more than {UndoStart.Within.TotalMinutes:0} minutes ago, so users may have been exposed. Stop the "
                    + "experiment instead; its results are kept."
            )
        : null;

    /// <param name="at">As sent; none means now.</param>
    /// <param name="notBefore">The time that must be earlier than <paramref name="at"/>.</param>
    private static Refusal.Invalid? CheckTime(DateTimeOffset? at, DateTimeOffset? notBefore, DateTimeOffset now) =>
        at switch
        {
            null => null,
            _ when at > now => Refusal.Invalid.Field(
                "at",
                $"'at' is in the future: the manager's clock says {now:u}. Leave it out to use the current time."
            ),
            _ when at < Earliest => Refusal.Invalid.Field("at", $"'at' is before {Earliest:yyyy}."),
            _ when at <= notBefore => Refusal.Invalid.Field("at", $"'at' must be after the start, {notBefore:u}."),
            _ => null,
        };
}

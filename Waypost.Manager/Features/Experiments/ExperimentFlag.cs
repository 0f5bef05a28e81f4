using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Waypost.Flags;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Experiments;

/// <summary>Applies an experiment to its flag's settings, or removes it from them.</summary>
internal static class ExperimentFlag
{
    public static Task<FlagSettings?> FindAsync(ChangeSet change, Experiment experiment, CancellationToken cancellationToken) =>
        change
            .Db.FlagSettings.Include(s => s.Flag)
            .SingleOrDefaultAsync(
                s =>
                    s.EnvironmentId == experiment.EnvironmentId
                    && s.Flag.ProjectId == experiment.ProjectId
                    && s.Flag.Key == experiment.Flag,
                cancellationToken
            );

    /// <summary>
    /// The flag's settings, if the experiment can take them over: the flag exists, is not archived, and no other experiment is running.
    /// </summary>
    public static async Task<Outcome<FlagSettings>> FindAvailableAsync(
        ChangeSet change,
        Experiment experiment,
        CancellationToken cancellationToken
    )
    {
        var settings = await FindAsync(change, experiment, cancellationToken);
        var other = await change
            .Db.Experiments.AsNoTracking()
            .FirstOrDefaultAsync(
                e => e.EnvironmentId == experiment.EnvironmentId && e.Status == ExperimentStatus.Running && e.Flag == experiment.Flag,
                cancellationToken
            );
        return Preconditions.CheckFlag(experiment, settings, other) is { } refusal ? refusal : settings!;
    }

    /// <summary>Applies the experiment's rollout; only its start switches the flag on.</summary>
    public static void Apply(ChangeSet change, Experiment experiment, FlagSettings settings, bool switchOn = false) =>
        Write(
            change,
            settings,
            flag =>
                flag with
                {
                    Enabled = flag.Enabled || switchOn,
                    Fallthrough = ExperimentRollout.Over(flag.Fallthrough, experiment.Rollout),
                    Experiment = new(experiment.Id, experiment.Control),
                }
        );

    /// <summary>Ends the experiment but leaves the rollout, so that users keep their variant.</summary>
    public static void Detach(ChangeSet change, FlagSettings settings) => Write(change, settings, flag => flag with { Experiment = null });

    /// <summary>
    /// Serves the winner to all users without an assignment or matching rule. Switches the flag on, unless the off variant is the winner.
    /// </summary>
    public static void Ship(ChangeSet change, FlagSettings settings, string winner) =>
        Write(
            change,
            settings,
            flag =>
                flag with
                {
                    Enabled = flag.Enabled || winner != flag.OffVariant,
                    Fallthrough = new() { Variant = winner },
                    Experiment = null,
                }
        );

    /// <summary>Switches the flag off, so that everyone gets the control, also if the off variant is another one.</summary>
    public static void SwitchOff(ChangeSet change, Experiment experiment, FlagSettings settings) =>
        Write(change, settings, flag => flag with { Enabled = false, OffVariant = experiment.Control });

    /// <summary>Restores the state before the start; a flag that was switched off since stays off.</summary>
    public static void Restore(ChangeSet change, FlagSettings settings, FlagBefore before) =>
        Write(
            change,
            settings,
            flag => flag with { Enabled = flag.Enabled && before.Enabled, Fallthrough = before.Fallthrough, Experiment = null }
        );

    private static void Write(ChangeSet change, FlagSettings settings, Func<Flag, Flag> edit)
    {
        var before = settings.ToFlag(settings.Flag);
        var after = edit(before);
        if (!after.Equals(before))
        {
            var environment = change.Environments.Single(e => e.Id == settings.EnvironmentId);
            settings.Update(after, change.Actor.Name, change.At);
            change.Put(environment, after);
            change.Log(AuditEntryTypes.FlagEdited, after.Key, environment, ToLog(before), ToLog(after));
        }
    }

    private static JsonElement ToLog(Flag flag) =>
        JsonSerializer.SerializeToElement(
            new
            {
                flag.Enabled,
                flag.OffVariant,
                flag.Fallthrough,
                flag.Experiment,
            },
            JsonBody.Options
        );
}

using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Waypost.Flags;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Experiments;

/// <summary>Writes an experiment into its flag's settings, or out of them, through the one write path.</summary>
internal static class ServeExperiment
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
    /// The flag's settings, if an experiment may take hold of them: not gone, not archived, and no other experiment runs.
    /// </summary>
    public static async Task<Outcome<FlagSettings>> FindFreeAsync(
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

    /// <summary>With the experiment's shares; switched on by its start, and by nothing that comes later.</summary>
    public static void Apply(ChangeSet change, Experiment experiment, FlagSettings settings, bool switchOn = false) =>
        Write(
            change,
            settings,
            flag =>
                flag with
                {
                    Enabled = flag.Enabled || switchOn,
                    Fallthrough = Shares.Over(flag.Fallthrough, experiment.Rollout),
                    Experiment = new(experiment.Id, experiment.Control),
                }
        );

    /// <summary>As it is, outside the experiment: nobody changes variant.</summary>
    public static void Leave(ChangeSet change, FlagSettings settings) => Write(change, settings, flag => flag with { Experiment = null });

    /// <summary>
    /// To everybody whom no assignment or rule decides for. A flag that is off is switched on, unless everybody gets the winner already.
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

    /// <summary>As the flag stood before the start; one that was switched off since stays off.</summary>
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
            settings.Take(after, change.Actor.Name, change.At);
            change.Put(environment, after);
            change.Log(AuditEntryTypes.FlagEdited, after.Key, environment, ToLog(before), ToLog(after));
        }
    }

    private static JsonElement ToLog(Flag flag) =>
        JsonSerializer.SerializeToElement(
            new
            {
                flag.Enabled,
                flag.Fallthrough,
                flag.Experiment,
            },
            JsonBody.Options
        );
}

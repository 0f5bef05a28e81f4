using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Waypost.Flags;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Experiments;

/// <summary>Writes an experiment into its flag's settings, or out of them, through the one write path.</summary>
internal static class ServeExperiment
{
    public static Task<FlagSettings?> FindAsync(ChangeSet change, Experiment experiment, CancellationToken cancellationToken) =>
        change.Db.FlagSettings.Include(s => s.Flag).SingleOrDefaultAsync(
            s => s.EnvironmentId == experiment.EnvironmentId && s.Flag.ProjectId == experiment.ProjectId && s.Flag.Key.ToLower() == experiment.Flag.ToLower(), cancellationToken);

    /// <summary>On, with the experiment's shares.</summary>
    public static void Apply(ChangeSet change, Experiment experiment, FlagSettings settings) =>
        Write(change, settings, flag => flag with
        {
            Enabled = true,
            Fallthrough = Shares.Over(flag.Fallthrough, experiment.Rollout),
            Experiment = new(experiment.Id, experiment.Control),
        });

    /// <summary>On the winner, or as it is: without one nobody changes variant.</summary>
    public static void End(ChangeSet change, FlagSettings settings, string? winner) =>
        Write(change, settings, flag => flag with
        {
            Fallthrough = winner is null ? flag.Fallthrough : new() { Variant = winner },
            Experiment = null,
        });

    private static void Write(ChangeSet change, FlagSettings settings, Func<Flag, Flag> edit)
    {
        var before = settings.ToFlag(settings.Flag);
        var after = edit(before);
        if (!after.Equals(before))
        {
            var environment = change.Environments.Single(e => e.Id == settings.EnvironmentId);
            settings.Take(after, change.Actor.Name, change.At);
            change.Put(environment, after);
            change.Log(FlagEventTypes.FlagEdited, after.Key, environment, ToLog(before), ToLog(after));
        }
    }

    private static JsonElement ToLog(Flag flag) =>
        JsonSerializer.SerializeToElement(new { flag.Enabled, flag.Fallthrough, flag.Experiment }, JsonBody.Options);
}

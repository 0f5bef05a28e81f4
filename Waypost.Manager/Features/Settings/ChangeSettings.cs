using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Waypost.Flags;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Settings;

/// <summary>Changes a flag's settings, for UI and API: switch, rollout, assignments, rules.</summary>
internal static class ChangeSettings
{
    public sealed class Handler(Changes changes)
    {
        /// <param name="edit">Returns the edited flag; pure.</param>
        public Task<Outcome<SettingsView>> HandleAsync(
            FlagAddress address,
            string? ifMatch,
            Actor actor,
            Func<Flag, Outcome<Flag>> edit,
            CancellationToken cancellationToken
        ) =>
            changes.ApplyAsync<SettingsView>(
                address.Project,
                address.Environment,
                actor,
                async (change, token) =>
                {
                    var environment = change.Environment;
                    var settings = await change
                        .Db.FlagSettings.Include(s => s.Flag)
                        .SingleOrDefaultAsync(s => s.EnvironmentId == environment.Id && s.Flag.Key == address.Flag, token);
                    if (settings is null)
                    {
                        return address.NotFound();
                    }

                    if (ETags.Check(ifMatch, settings.Revision) is { } stale)
                    {
                        return stale;
                    }

                    if (settings.Flag.Archived)
                    {
                        return new Refusal.Conflict($"Flag '{settings.Flag.Key}' is archived. Restore it before changing its settings.");
                    }

                    var before = settings.ToFlag(settings.Flag);
                    if (!edit(before).Succeeded(out var after, out var refusal))
                    {
                        return refusal;
                    }

                    if (after.Equals(before))
                    {
                        return SettingsView.Of(settings, settings.Flag, environment, environment.Version);
                    }

                    if (before.Experiment is { } experiment && after.Fallthrough != before.Fallthrough)
                    {
                        return new Refusal.Conflict(
                            $"Experiment {experiment.Id} is running on flag '{after.Key}': another rollout would invalidate its results. "
                                + "Stop it, or change the experiment's rollout, which begins a new phase."
                        );
                    }

                    if (
                        before.Experiment is { } paused
                        && after.Enabled != before.Enabled
                        && await change.Db.Experiments.FindAsync([paused.Id], token) is { } row
                    )
                    {
                        // Never refused, because a switch must work in an emergency. The experiment records the pause instead.
                        if (after.Enabled)
                        {
                            row.Resume(change.At);
                        }
                        else
                        {
                            row.Pause(change.At);
                        }
                    }

                    settings.Update(after, change.Actor.Name, change.At);
                    change.Put(environment, after);
                    var toggled = after.Enabled != before.Enabled && after.Equals(before with { Enabled = after.Enabled });
                    change.Log(
                        toggled ? AuditEntryTypes.FlagToggled : AuditEntryTypes.FlagEdited,
                        after.Key,
                        environment,
                        ToLog(before),
                        ToLog(after)
                    );
                    return SettingsView.Of(settings, settings.Flag, environment, environment.Version + 1);
                },
                cancellationToken
            );

        private static JsonElement ToLog(Flag flag) => JsonSerializer.SerializeToElement(SettingsRequest.Of(flag), JsonBody.Options);
    }
}

/// <summary>A flag in an environment of a project, by keys.</summary>
internal readonly record struct FlagAddress(string Project, string Environment, string Flag)
{
    public Refusal NotFound() => new Refusal.NotFound($"Environment '{Environment}' of project '{Project}' has no flag '{Flag}'.");
}

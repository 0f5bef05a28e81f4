using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Experiments;

internal static class ExperimentChanges
{
    /// <summary>
    /// Edits an experiment, and with it all environments of its project. Refuses the edit if the experiment does not exist or its ETag
    /// is not current.
    /// </summary>
    /// <param name="edit">Runs again if the connection breaks, see <see cref="Changes"/>. The experiment is tracked.</param>
    public static Task<Outcome<T>> ApplyAsync<T>(
        this Changes changes,
        ExperimentAddress address,
        string? ifMatch,
        Actor actor,
        Func<ChangeSet, Experiment, CancellationToken, Task<Outcome<T>>> edit,
        CancellationToken cancellationToken
    ) =>
        changes.ApplyAsync<T>(
            address.Project,
            null,
            actor,
            async (change, token) =>
            {
                var experiment = await FindExperiments.FindAsync(change.Db.Experiments, change.Db, address, token);
                return experiment is null ? address.NotFound()
                    : ETags.Check(ifMatch, experiment.Revision) is { } stale ? stale
                    : await edit(change, experiment, token);
            },
            cancellationToken
        );
}

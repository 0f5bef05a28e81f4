using Microsoft.AspNetCore.Http.HttpResults;
using Waypost.Manager.Data;
using Waypost.Manager.Http;
using Waypost.Manager.Http.Access;

namespace Waypost.Manager.Features.Experiments;

/// <summary>Ends an experiment and leaves the flag on the winner; without a winner everybody keeps the variant they have.</summary>
internal static class StopExperiment
{
    /// <param name="Winner">Key of the variant everybody gets from now on; none = the shares stay.</param>
    /// <param name="At">When it ended, if it ran elsewhere; now if left out. Never in the future.</param>
    public sealed record Request(string? Winner, DateTimeOffset? At);

    public sealed class Handler(Changes changes)
    {
        public Task<Outcome<ExperimentView>> HandleAsync(
            ExperimentAddress address, Request request, string? ifMatch, Actor actor, CancellationToken cancellationToken) =>
            changes.ApplyAsync<ExperimentView>(address.Project, null, actor, async (change, token) =>
            {
                if (!(await FindExperiments.ForChangeAsync(change, address, ifMatch, token)).Succeeded(out var experiment, out var missing))
                {
                    return missing;
                }

                if (!experiment.IsRunning)
                {
                    return new Refusal.Conflict($"Experiment {experiment.Id} is not running, so it cannot be stopped.");
                }

                if ((Unknown(request.Winner, experiment) ?? When.Check(request.At, experiment.PhaseStartedAt, change.At)) is { } wrong)
                {
                    return wrong;
                }

                var before = ExperimentView.ToLog(experiment);
                experiment.Stop(request.At?.ToUniversalTime() ?? change.At, request.Winner, change.Actor.Name, change.At);
                if (await ServeExperiment.FindAsync(change, experiment, token) is { } settings)
                {
                    ServeExperiment.End(change, settings, request.Winner);
                }

                change.Log(FlagEventTypes.ExperimentStopped, experiment.Flag, experiment.Environment, before, ExperimentView.ToLog(experiment));
                return await ExperimentViews.OfAsync(change.Db, experiment, change.At, token);
            }, cancellationToken);

        private static Refusal.Invalid? Unknown(string? winner, Experiment experiment) =>
            winner is null || experiment.Rollout.Any(w => w.Variant == winner) ? null
                : Refusal.Invalid.Field("winner", $"'{winner}' is no variant of this experiment. It has: {string.Join(", ", experiment.Rollout.Select(w => w.Variant))}.");
    }

    public static void Map(RouteGroupBuilder experiments) => experiments.MapPost("{id:long}/stop", async Task<Results<Ok<ExperimentView>, ProblemHttpResult>> (
            string project, long id, Request? body, Handler handler, Actor actor, HttpRequest request, HttpResponse response, CancellationToken cancellationToken) =>
        (await handler.HandleAsync(new(project, id), body ?? new(null, null), request.IfMatch(), actor, cancellationToken)).ToOk(response, e => e.Revision))
        .RequireAuthorization(Roles.Editor)
        .MayClash()
        .TakesIfMatch()
        .WithName("StopExperiment")
        .WithSummary("Stop an experiment, with or without a winner");
}

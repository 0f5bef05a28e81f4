using System.Text.Json;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Experiments;

/// <summary>
/// Changes an experiment: all of a draft; of a running one only what keeps its results valid, unless a new phase begins.
/// </summary>
internal static class EditExperiment
{
    public sealed class Handler(Changes changes, IValidator<ExperimentRequest> validator)
    {
        /// <param name="patch">A JSON merge patch of <see cref="ExperimentRequest"/>.</param>
        public Task<Outcome<ExperimentView>> HandleAsync(
            ExperimentAddress address,
            JsonElement patch,
            string? ifMatch,
            Actor actor,
            CancellationToken cancellationToken
        ) =>
            changes.ApplyAsync<ExperimentView>(
                address,
                ifMatch,
                actor,
                async (change, experiment, token) =>
                {
                    var view = await ExperimentViews.OfAsync(change.Db, experiment, change.At, token);
                    if (!ExperimentPatch.Apply(view, patch).Succeeded(out var request, out var refusal))
                    {
                        return refusal;
                    }

                    if (validator.Check(request) is { } invalid)
                    {
                        return invalid;
                    }

                    var choosesMetrics = request.NewPhase is true && patch.TryGetProperty("metrics", out _);
                    var keepsKnown = experiment.Status != ExperimentStatus.Draft && !choosesMetrics;
                    if (
                        !(await ExperimentPlans.ReadAsync(change, request, experiment.Metrics, keepsKnown, token)).Succeeded(
                            out var read,
                            out refusal
                        )
                    )
                    {
                        return refusal;
                    }

                    return await EditAsync(change, experiment, read.Settings, read.Plan, view.Metrics, request, token);
                },
                cancellationToken
            );

        private static async Task<Outcome<ExperimentView>> EditAsync(
            ChangeSet change,
            Experiment experiment,
            FlagSettings settings,
            ExperimentPlan plan,
            IReadOnlyList<string> metrics,
            ExperimentRequest request,
            CancellationToken cancellationToken
        )
        {
            var newPhase = request.NewPhase is true;
            if (Preconditions.CheckEdit(experiment, plan, Moves(experiment, settings), newPhase) is { } refusal)
            {
                return refusal;
            }

            // A started experiment keeps its windows: while it runs its metrics are frozen, and later they only change how it is read.
            if (
                (newPhase || experiment.Status == ExperimentStatus.Draft)
                && await PlannedWindows.CheckAsync(change.Db, plan.Metrics, plan.PlannedDays, cancellationToken) is { } tooLong
            )
            {
                return tooLong;
            }

            var participants = new ExperimentParticipants.Allocated(experiment.Participation);
            if (
                newPhase
                && experiment.IsRunning
                && !(await ExperimentParticipants.NextPhaseAsync(change, experiment, plan, cancellationToken)).Succeeded(
                    out participants,
                    out refusal
                )
            )
            {
                return refusal;
            }

            var before = ExperimentView.ToLog(experiment, metrics);
            var planBefore = experiment.ToPlan();
            if (Moves(experiment, settings))
            {
                experiment.MoveTo(change.Environments.Single(e => e.Id == settings.EnvironmentId), settings.Flag.Key);
            }

            if (
                !JsonElement.DeepEquals(ToJson(plan), ToJson(experiment.ToPlan()))
                || Moves(experiment, settings)
                || (newPhase && experiment.IsRunning)
            )
            {
                experiment.Update(plan, change.Actor.Name, change.At);
            }

            if (newPhase && experiment.IsRunning)
            {
                experiment.BeginNextPhase(change.At, participants.Value);
                ExperimentFlag.Apply(change, experiment, settings);
            }

            await PlanLock.FollowAsync(change, experiment, planBefore, newPhase, cancellationToken);
            change.Log(
                AuditEntryTypes.ExperimentEdited,
                experiment.Flag,
                experiment.Environment,
                before,
                ExperimentView.ToLog(experiment, request.Metrics)
            );
            return await ExperimentViews.OfAsync(change.Db, experiment, change.At, cancellationToken);
        }

        private static bool Moves(Experiment experiment, FlagSettings settings) =>
            settings.EnvironmentId != experiment.EnvironmentId || settings.Flag.Key != experiment.Flag;

        private static JsonElement ToJson(ExperimentPlan plan) => JsonSerializer.SerializeToElement(plan, JsonBody.Options);
    }

    public static void Map(RouteGroupBuilder experiments) =>
        experiments
            .MapPatch(
                "{id:long}",
                async Task<Results<Ok<ExperimentView>, ProblemHttpResult>> (
                    string project,
                    long id,
                    JsonElement patch,
                    Handler handler,
                    Actor actor,
                    HttpRequest request,
                    HttpResponse response,
                    CancellationToken cancellationToken
                ) =>
                    (await handler.HandleAsync(new(project, id), patch, request.IfMatch(), actor, cancellationToken)).ToOk(
                        response,
                        e => e.Revision
                    )
            )
            .RequireAuthorization(Roles.Editor)
            .AcceptsMergePatch<ExperimentRequest>()
            .ProducesConflict()
            .AcceptsIfMatch()
            .WithName("EditExperiment")
            .WithSummary("Change an experiment (JSON merge patch); a change that invalidates a running one's results needs a new phase");
}

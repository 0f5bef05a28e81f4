using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Experiments;

/// <summary>Plans an experiment. Its flag does not change until it starts.</summary>
internal static class CreateExperiment
{
    public sealed class Handler(Changes changes, IValidator<ExperimentRequest> validator)
    {
        public async Task<Outcome<ExperimentView>> HandleAsync(
            string project,
            ExperimentRequest request,
            Actor actor,
            CancellationToken cancellationToken
        )
        {
            if (validator.Check(request) is { } invalid)
            {
                return invalid;
            }

            return await changes.ApplyAsync<ExperimentView>(
                project,
                null,
                actor,
                async (change, token) =>
                {
                    if (
                        !(await ExperimentPlans.ReadAsync(change, request, [], keepsKnown: false, token)).Succeeded(
                            out var read,
                            out var refusal
                        )
                    )
                    {
                        return refusal;
                    }

                    if (await PlannedWindows.CheckAsync(change.Db, read.Plan.Metrics, read.Plan.PlannedDays, token) is { } tooLong)
                    {
                        return tooLong;
                    }

                    var environment = change.Environments.Single(e => e.Id == read.Settings.EnvironmentId);
                    var experiment = Experiment.Create(
                        change.Project.Id,
                        environment,
                        read.Settings.Flag.Key,
                        change.Actor.Name,
                        change.At
                    );
                    experiment.Update(read.Plan, change.Actor.Name, change.At);
                    change.Db.Add(experiment);
                    await change.Db.SaveChangesAsync(token); // the database assigns the id
                    change.Log(
                        AuditEntryTypes.ExperimentCreated,
                        experiment.Flag,
                        environment,
                        null,
                        ExperimentView.ToLog(experiment, request.Metrics)
                    );
                    return await ExperimentViews.OfAsync(change.Db, experiment, change.At, token);
                },
                cancellationToken
            );
        }
    }

    public static void Map(RouteGroupBuilder experiments) =>
        experiments
            .MapPost(
                "",
                async Task<Results<Created<ExperimentView>, ProblemHttpResult>> (
                    string project,
                    ExperimentRequest request,
                    Handler handler,
                    Actor actor,
                    HttpResponse response,
                    CancellationToken cancellationToken
                ) =>
                    (await handler.HandleAsync(project, request, actor, cancellationToken)).ToCreated(
                        response,
                        e => $"/api/v1/projects/{project}/experiments/{e.Id}",
                        e => e.Revision
                    )
            )
            .RequireAuthorization(Roles.Editor)
            .WithName("CreateExperiment")
            .WithSummary("Plan an experiment");
}

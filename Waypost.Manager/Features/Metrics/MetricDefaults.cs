using System.Text.Json;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Metrics;

/// <summary>What new metrics of a project take over. Metrics that exist keep what they have.</summary>
internal static class MetricDefaults
{
    public sealed record Values
    {
        /// <summary>The window of a new metric whose request does not have one; null = none.</summary>
        public MetricWindow? Window { get; init; }
    }

    public sealed class Validator : AbstractValidator<Values>
    {
        public Validator() => RuleFor(v => v.Window).MustBeWindow();
    }

    public sealed class Handler(ManagerDb db, Changes changes, IValidator<Values> validator)
    {
        public async Task<Outcome<(Values Values, long Revision)>> GetAsync(string project, CancellationToken cancellationToken) =>
            await db.Projects.AsNoTracking().SingleOrDefaultAsync(p => p.Key == project, cancellationToken) is { } row
                ? Of(row)
                : new Refusal.NotFound($"There is no project '{project}'.");

        public async Task<Outcome<(Values Values, long Revision)>> ReplaceAsync(
            string project,
            Values values,
            string? ifMatch,
            Actor actor,
            CancellationToken cancellationToken
        ) =>
            validator.Check(values) is { } refusal
                ? refusal
                : await changes.ApplyAsync<(Values, long)>(
                    project,
                    null,
                    actor,
                    (change, _) => Task.FromResult(Replace(change, values, ifMatch)),
                    cancellationToken
                );

        private static Outcome<(Values, long)> Replace(ChangeSet change, Values values, string? ifMatch)
        {
            var project = change.Project;
            if (ETags.Check(ifMatch, project.Revision) is { } stale)
            {
                return stale;
            }

            var before = ToLog(project);
            project.SetDefaultWindow(MetricWindow.Of(values.Window?.DelayHours, values.Window?.Hours));
            change.Log(AuditEntryTypes.ProjectEdited, null, null, before, ToLog(project));
            return Of(project);
        }

        private static (Values, long) Of(Project project) => (new() { Window = project.DefaultWindow }, project.Revision);

        private static JsonElement ToLog(Project project) =>
            JsonSerializer.SerializeToElement(
                new
                {
                    project.Key,
                    project.Name,
                    project.DefaultWindow,
                },
                JsonBody.Options
            );
    }

    public static void Map(RouteGroupBuilder defaults)
    {
        defaults
            .MapGet(
                "",
                async Task<Results<Ok<Values>, ProblemHttpResult>> (
                    string project,
                    Handler handler,
                    HttpResponse response,
                    CancellationToken cancellationToken
                ) => ToOk(await handler.GetAsync(project, cancellationToken), response)
            )
            .WithName("GetMetricDefaults")
            .WithSummary("Read what new metrics of a project take over");
        defaults
            .MapPut(
                "",
                async Task<Results<Ok<Values>, ProblemHttpResult>> (
                    string project,
                    Values body,
                    Handler handler,
                    Actor actor,
                    HttpRequest request,
                    HttpResponse response,
                    CancellationToken cancellationToken
                ) => ToOk(await handler.ReplaceAsync(project, body, request.IfMatch(), actor, cancellationToken), response)
            )
            .RequireAuthorization(Roles.Editor)
            .AcceptsIfMatch()
            .WithName("ReplaceMetricDefaults")
            .WithSummary("Set what new metrics of a project take over")
            .WithDescription("Metrics that exist do not change. A new metric with its own `window`, which may be null, keeps that.");
    }

    private static Results<Ok<Values>, ProblemHttpResult> ToOk(Outcome<(Values Values, long Revision)> outcome, HttpResponse response)
    {
        if (!outcome.Succeeded(out var found, out var refusal))
        {
            return refusal.ToProblem();
        }

        response.SetETag(found.Revision);
        return TypedResults.Ok(found.Values);
    }
}

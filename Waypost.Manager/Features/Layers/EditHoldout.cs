using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Layers;

/// <summary>Changes the planned end. The share never changes: users would move in or out of running experiments.</summary>
internal static class EditHoldout
{
    public sealed record Request
    {
        public DateTimeOffset? PlannedEnd { get; init; }
    }

    public sealed class Handler(Changes changes)
    {
        /// <param name="patch">A JSON merge patch of <see cref="Request"/>.</param>
        public Task<Outcome<HoldoutView>> HandleAsync(
            string project,
            JsonElement patch,
            string? ifMatch,
            Actor actor,
            CancellationToken cancellationToken
        ) =>
            changes.ApplyAsync<HoldoutView>(
                project,
                null,
                actor,
                async (change, token) =>
                {
                    if (await HoldoutView.FindAsync(change.Db, project, token) is not { } holdout)
                    {
                        return HoldoutView.NotFound(project);
                    }

                    if (ETags.Check(ifMatch, holdout.Revision) is { } stale)
                    {
                        return stale;
                    }

                    var current = JsonSerializer.SerializeToNode(new Request { PlannedEnd = holdout.PlannedEnd }, JsonBody.Options);
                    if (!JsonBody.TryRead<Request>(MergePatch.Apply(current, patch), out var request, out var unreadable))
                    {
                        return unreadable;
                    }

                    if (request.PlannedEnd is not { } end)
                    {
                        return Refusal.Invalid.Field("plannedEnd", "'plannedEnd' is missing: when the holdout is to end.");
                    }

                    if (end != holdout.PlannedEnd && StartHoldout.CheckEnd(end, change.At) is { } refusal)
                    {
                        return refusal;
                    }

                    var before = HoldoutView.ToLog(holdout);
                    holdout.PlanEnd(end.ToUniversalTime(), await HoldoutJobs.HaveResultAsync(change.Db, holdout.Id, token));
                    change.Log(AuditEntryTypes.HoldoutEdited, null, null, before, HoldoutView.ToLog(holdout));
                    return HoldoutView.Of(holdout, change.At);
                },
                cancellationToken
            );
    }

    public static void Map(RouteGroupBuilder holdout) =>
        holdout
            .MapPatch(
                "",
                async Task<Results<Ok<HoldoutView>, ProblemHttpResult>> (
                    string project,
                    JsonElement patch,
                    Handler handler,
                    Actor actor,
                    HttpRequest request,
                    HttpResponse response,
                    CancellationToken cancellationToken
                ) =>
                    (await handler.HandleAsync(project, patch, request.IfMatch(), actor, cancellationToken)).ToOk(response, h => h.Revision)
            )
            .RequireAuthorization(Roles.Editor)
            .AcceptsMergePatch<Request>()
            .AcceptsIfMatch()
            .WithName("EditHoldout")
            .WithSummary("Change a holdout's planned end (JSON merge patch); its share never changes");
}

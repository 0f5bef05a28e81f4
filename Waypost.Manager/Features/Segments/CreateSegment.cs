using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Segments;

/// <summary>Creates a segment in one environment.</summary>
internal static class CreateSegment
{
    public sealed class Handler(Changes changes, IValidator<SegmentRequest> validator)
    {
        public async Task<Outcome<SegmentView>> HandleAsync(
            string project,
            string environment,
            SegmentRequest request,
            Actor actor,
            CancellationToken cancellationToken
        )
        {
            // Only a new segment needs a key; an empty one is invalid.
            if ((validator.Check(request with { Key = request.Key ?? "" }) ?? request.CheckNotEmpty(null)) is { } refusal)
            {
                return refusal;
            }

            var key = request.Key!;
            return await changes.ApplyAsync<SegmentView>(
                project,
                environment,
                actor,
                async (change, token) =>
                {
                    if (await change.Db.Segments.AnyAsync(s => s.EnvironmentId == change.Environment.Id && s.Key == key, token))
                    {
                        return new Refusal.Conflict(
                            $"Environment '{change.Environment.Key}' already has a segment '{key}'. Keys ignore case."
                        );
                    }

                    var segment = SegmentDefinition.Create(
                        change.Environment,
                        key,
                        request.Name?.Trim() ?? key,
                        request.ToSegment(key),
                        change.Actor.Name,
                        change.At
                    );
                    change.Db.Segments.Add(segment);
                    change.Put(change.Environment, segment.ToSegment());
                    change.Log(AuditEntryTypes.SegmentCreated, null, change.Environment, null, SegmentView.ToLog(segment));
                    return SegmentView.Of(segment, await SegmentUsage.ReadAsync(change.Db, change.Environment.Id, token));
                },
                cancellationToken
            );
        }
    }

    public static void Map(RouteGroupBuilder segments) =>
        segments
            .MapPost(
                "",
                async Task<Results<Created<SegmentView>, ProblemHttpResult>> (
                    string project,
                    string environment,
                    SegmentRequest request,
                    Handler handler,
                    Actor actor,
                    HttpResponse response,
                    CancellationToken cancellationToken
                ) =>
                    (await handler.HandleAsync(project, environment, request, actor, cancellationToken)).ToCreated(
                        response,
                        s => $"/api/v1/projects/{project}/environments/{environment}/segments/{s.Key}",
                        s => s.Revision
                    )
            )
            .RequireAuthorization(Roles.Editor)
            .ProducesConflict()
            .WithName("CreateSegment")
            .WithSummary("Create a segment");
}

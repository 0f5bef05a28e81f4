using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Segments;

/// <summary>Deletes a segment that no flag uses.</summary>
internal static class DeleteSegment
{
    public sealed class Handler(Changes changes)
    {
        public Task<Outcome<Done>> HandleAsync(SegmentAddress address, string? ifMatch, Actor actor, CancellationToken cancellationToken) =>
            changes.ApplyAsync<Done>(
                address.Project,
                address.Environment,
                actor,
                async (change, token) =>
                {
                    var segment = await change.Db.Segments.SingleOrDefaultAsync(
                        s => s.EnvironmentId == change.Environment.Id && s.Key == address.Segment,
                        token
                    );
                    if (segment is null)
                    {
                        return address.NotFound();
                    }

                    if (ETags.Check(ifMatch, segment.Revision) is { } stale)
                    {
                        return stale;
                    }

                    var flags = (await SegmentUsage.ReadAsync(change.Db, change.Environment.Id, token)).Of(segment.Key);
                    if (flags.Count > 0)
                    {
                        return new Refusal.Conflict(
                            $"Segment '{segment.Key}' is used by the rules of: {string.Join(", ", flags)}. Change those first."
                        );
                    }

                    change.RemoveSegment(change.Environment, segment.Key);
                    change.Log(AuditEntryTypes.SegmentDeleted, null, change.Environment, SegmentView.ToLog(segment), null);
                    change.Db.Remove(segment);
                    return default(Done);
                },
                cancellationToken
            );
    }

    public static void Map(RouteGroupBuilder segments) =>
        segments
            .MapDelete(
                "{segment}",
                async Task<Results<NoContent, ProblemHttpResult>> (
                    string project,
                    string environment,
                    string segment,
                    Handler handler,
                    Actor actor,
                    HttpRequest request,
                    CancellationToken cancellationToken
                ) =>
                    (
                        await handler.HandleAsync(new(project, environment, segment), request.IfMatch(), actor, cancellationToken)
                    ).ToNoContent()
            )
            .RequireAuthorization(Roles.Editor)
            .ProducesConflict()
            .AcceptsIfMatch()
            .WithName("DeleteSegment")
            .WithSummary("Delete a segment no flag uses");
}

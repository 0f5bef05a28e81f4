using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Segments;

/// <summary>Replaces a segment's members and rules; its key never changes.</summary>
internal static class ReplaceSegment
{
    public sealed class Handler(Changes changes, IValidator<SegmentRequest> validator)
    {
        public async Task<Outcome<SegmentView>> HandleAsync(
            SegmentAddress address,
            SegmentRequest request,
            string? ifMatch,
            Actor actor,
            CancellationToken cancellationToken
        )
        {
            if (validator.Check(request) is { } refusal)
            {
                return refusal;
            }

            return await changes.ApplyAsync<SegmentView>(
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

                    if (request.Key is { } key && !string.Equals(key, segment.Key, StringComparison.OrdinalIgnoreCase))
                    {
                        return Refusal.Invalid.Field("key", $"A key cannot be changed: this segment is '{segment.Key}'.");
                    }

                    if (request.CheckNotEmpty(segment.ToSegment()) is { } empty)
                    {
                        return empty;
                    }

                    Replace(change, segment, request);
                    return SegmentView.Of(segment, await SegmentUsage.ReadAsync(change.Db, change.Environment.Id, token));
                },
                cancellationToken
            );
        }

        private static void Replace(ChangeSet change, SegmentDefinition segment, SegmentRequest request)
        {
            var updated = request.ToSegment(segment.Key);
            var name = request.Name?.Trim() ?? segment.Name;
            if (name == segment.Name && updated.Equals(segment.ToSegment()))
            {
                return;
            }

            var before = SegmentView.ToLog(segment);
            segment.Update(name, updated, change.Actor.Name, change.At);
            change.Put(change.Environment, updated);
            change.Log(AuditEntryTypes.SegmentEdited, null, change.Environment, before, SegmentView.ToLog(segment));
        }
    }

    public static void Map(RouteGroupBuilder segments) =>
        segments
            .MapPut(
                "{segment}",
                async Task<Results<Ok<SegmentView>, ProblemHttpResult>> (
                    string project,
                    string environment,
                    string segment,
                    SegmentRequest body,
                    Handler handler,
                    Actor actor,
                    HttpRequest request,
                    HttpResponse response,
                    CancellationToken cancellationToken
                ) =>
                    (await handler.HandleAsync(new(project, environment, segment), body, request.IfMatch(), actor, cancellationToken)).ToOk(
                        response,
                        s => s.Revision
                    )
            )
            .RequireAuthorization(Roles.Editor)
            .AcceptsIfMatch()
            .WithName("ReplaceSegment")
            .WithSummary("Replace a segment");
}

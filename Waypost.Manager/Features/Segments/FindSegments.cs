using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Segments;

/// <summary>Lists an environment's segments, and reads one.</summary>
internal static class FindSegments
{
    public sealed class Handler(ManagerDb db)
    {
        public async Task<Outcome<Page<SegmentView>>> ListAsync(
            string project,
            string environment,
            Paging paging,
            CancellationToken cancellationToken
        )
        {
            if (paging.Check() is { } refusal)
            {
                return refusal;
            }

            var row = await db
                .Environments.AsNoTracking()
                .SingleOrDefaultAsync(e => e.Project.Key == project && e.Key == environment, cancellationToken);
            if (row is null)
            {
                return new Refusal.NotFound($"There is no environment '{environment}' in project '{project}'.");
            }

            var rows = await db
                .Segments.AsNoTracking()
                .Where(s => s.EnvironmentId == row.Id)
                .AfterKey(paging.After)
                .OrderByKey()
                .Take(paging.Take + 1)
                .ToListAsync(cancellationToken);
            var uses = await SegmentUsage.ReadAsync(db, row.Id, cancellationToken);
            return paging.Of(rows, s => SegmentView.Of(s, uses), Keys.SortKey);
        }

        public async Task<Outcome<SegmentView>> GetAsync(SegmentAddress address, CancellationToken cancellationToken)
        {
            var row = await db
                .Segments.AsNoTracking()
                .SingleOrDefaultAsync(
                    s =>
                        s.Environment.Project.Key == address.Project
                        && s.Environment.Key == address.Environment
                        && s.Key == address.Segment,
                    cancellationToken
                );
            return row is null
                ? address.NotFound()
                : SegmentView.Of(row, await SegmentUsage.ReadAsync(db, row.EnvironmentId, cancellationToken));
        }
    }

    public static void Map(RouteGroupBuilder segments)
    {
        segments
            .MapGet(
                "",
                async Task<Results<Ok<Page<SegmentView>>, ProblemHttpResult>> (
                    string project,
                    string environment,
                    [AsParameters] Paging paging,
                    Handler handler,
                    CancellationToken cancellationToken
                ) => (await handler.ListAsync(project, environment, paging, cancellationToken)).ToOk()
            )
            .WithName("ListSegments")
            .WithSummary("List an environment's segments, ordered by key");
        segments
            .MapGet(
                "{segment}",
                async Task<Results<Ok<SegmentView>, ProblemHttpResult>> (
                    string project,
                    string environment,
                    string segment,
                    Handler handler,
                    HttpResponse response,
                    CancellationToken cancellationToken
                ) => (await handler.GetAsync(new(project, environment, segment), cancellationToken)).ToOk(response, s => s.Revision)
            )
            .WithName("GetSegment")
            .WithSummary("Read a segment, and which flags use it");
    }
}

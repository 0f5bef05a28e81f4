using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Experiments.HoldoutReports;

/// <summary>Lists the holdouts of a project, newest first: at most one is on.</summary>
internal static class FindHoldouts
{
    public sealed class Handler(ManagerDb db)
    {
        public async Task<Outcome<IReadOnlyList<HoldoutSummary>>> HandleAsync(string project, CancellationToken cancellationToken)
        {
            if (await db.Projects.AsNoTracking().SingleOrDefaultAsync(p => p.Key == project, cancellationToken) is not { } row)
            {
                return new Refusal.NotFound($"There is no project '{project}'.");
            }

            var holdouts = await db
                .Holdouts.AsNoTracking()
                .Where(h => h.ProjectId == row.Id)
                .OrderByDescending(h => h.Id)
                .ToListAsync(cancellationToken);
            return holdouts.ConvertAll(HoldoutSummary.Of);
        }
    }

    public static void Map(RouteGroupBuilder holdouts) =>
        holdouts
            .MapGet(
                "",
                async Task<Results<Ok<IReadOnlyList<HoldoutSummary>>, ProblemHttpResult>> (
                    string project,
                    Handler handler,
                    CancellationToken cancellationToken
                ) => (await handler.HandleAsync(project, cancellationToken)).ToOk()
            )
            .WithName("ListHoldouts")
            .WithSummary("List a project's holdouts, newest first, with what their reports compare");
}

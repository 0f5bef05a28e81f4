using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Projects;

/// <summary>Lists projects, and reads one.</summary>
internal static class FindProjects
{
    public sealed class Handler(ManagerDb db)
    {
        public async Task<Outcome<Page<ProjectView>>> ListAsync(Paging paging, CancellationToken cancellationToken)
        {
            if (paging.Check() is { } refusal)
            {
                return refusal;
            }

            var rows = await db
                .Projects.AsNoTracking()
                .AfterKey(paging.After)
                .OrderByKey()
                .Take(paging.Take + 1)
                .Include(p => p.Environments)
                .ToListAsync(cancellationToken);
            return paging.Of(rows, ProjectView.Of, Keys.SortKey);
        }

        public async Task<Outcome<ProjectView>> GetAsync(string project, CancellationToken cancellationToken) =>
            await db.Projects.AsNoTracking().Include(p => p.Environments).SingleOrDefaultAsync(p => p.Key == project, cancellationToken)
                is { } row
                ? ProjectView.Of(row)
                : new Refusal.NotFound($"There is no project '{project}'.");
    }

    public static void Map(RouteGroupBuilder projects)
    {
        projects
            .MapGet(
                "",
                async Task<Results<Ok<Page<ProjectView>>, ProblemHttpResult>> (
                    [AsParameters] Paging paging,
                    Handler handler,
                    CancellationToken cancellationToken
                ) => (await handler.ListAsync(paging, cancellationToken)).ToOk()
            )
            .WithName("ListProjects")
            .WithSummary("List projects, ordered by key");
        projects
            .MapGet(
                "{project}",
                async Task<Results<Ok<ProjectView>, ProblemHttpResult>> (
                    string project,
                    Handler handler,
                    HttpResponse response,
                    CancellationToken cancellationToken
                ) => (await handler.GetAsync(project, cancellationToken)).ToOk(response, p => p.Revision)
            )
            .WithName("GetProject")
            .WithSummary("Read a project");
    }
}

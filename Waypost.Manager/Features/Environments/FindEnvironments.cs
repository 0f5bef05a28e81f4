using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Environments;

/// <summary>A project's environments, in the order they were created.</summary>
internal static class FindEnvironments
{
    public sealed class Handler(ManagerDb db)
    {
        public async Task<Outcome<Page<EnvironmentView>>> ListAsync(string project, Paging paging, CancellationToken cancellationToken)
        {
            if (paging.Check(out var after) is { } refusal)
            {
                return refusal;
            }

            var row = await db.Projects.AsNoTracking().SingleOrDefaultAsync(p => p.Key == project, cancellationToken);
            if (row is null)
            {
                return new Refusal.NotFound($"There is no project '{project}'.");
            }

            var rows = await db
                .Environments.AsNoTracking()
                .Where(e => e.ProjectId == row.Id && e.Id > (after ?? 0))
                .OrderBy(e => e.Id)
                .Take(paging.Take + 1)
                .ToListAsync(cancellationToken);
            return paging.Of(rows, EnvironmentView.Of, e => e.Id.ToString(CultureInfo.InvariantCulture));
        }

        public async Task<Outcome<EnvironmentView>> GetAsync(string project, string environment, CancellationToken cancellationToken) =>
            await db
                .Environments.AsNoTracking()
                .SingleOrDefaultAsync(e => e.Project.Key == project && e.Key == environment, cancellationToken)
                is { } row
                ? EnvironmentView.Of(row)
                : new Refusal.NotFound($"There is no environment '{environment}' in project '{project}'.");
    }

    public static void Map(RouteGroupBuilder environments)
    {
        environments
            .MapGet(
                "",
                async Task<Results<Ok<Page<EnvironmentView>>, ProblemHttpResult>> (
                    string project,
                    [AsParameters] Paging paging,
                    Handler handler,
                    CancellationToken cancellationToken
                ) => (await handler.ListAsync(project, paging, cancellationToken)).ToOk()
            )
            .WithName("ListEnvironments")
            .WithSummary("List a project's environments");
        environments
            .MapGet(
                "{environment}",
                async Task<Results<Ok<EnvironmentView>, ProblemHttpResult>> (
                    string project,
                    string environment,
                    Handler handler,
                    CancellationToken cancellationToken
                ) => (await handler.GetAsync(project, environment, cancellationToken)).ToOk()
            )
            .WithName("GetEnvironment")
            .WithSummary("Read an environment and its version");
    }
}

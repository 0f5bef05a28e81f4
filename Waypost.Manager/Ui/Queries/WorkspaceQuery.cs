using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;

namespace Waypost.Manager.Ui.Queries;

/// <summary>The project and environment a request is about: those in the URL, else those of the page before, else the first.</summary>
internal sealed class WorkspaceQuery(ManagerDb db)
{
    /// <summary>Holds <c>project/environment</c> of the page before.</summary>
    public const string Cookie = "waypost-workspace";

    /// <summary>The workspace, and what the URL names but does not exist, if anything.</summary>
    public async Task<(Workspace Workspace, string? Unknown)> FindAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var rows = await db
            .Projects.AsNoTracking()
            .OrderBy(p => p.Id)
            .Select(p => new
            {
                p.Key,
                p.Name,
                HasAnalyticsDatabase = db.AnalyticsDatabases.Any(d => d.ProjectId == p.Id),
                Environments = p.Environments.OrderBy(e => e.Id).Select(e => new NamedKey(e.Key, e.Name)).ToList(),
            })
            .ToListAsync(cancellationToken);
        var last = (context.Request.Cookies[Cookie] ?? "").Split('/');
        var (requestedProject, requestedEnvironment) = (context.GetRouteValue("project") as string, RequestedEnvironment(context));

        var project = rows.Find(p => Same(p.Key, requestedProject ?? last[0]));
        var unknown = project is null && requestedProject is not null ? "Project" : null;
        project ??=
            rows.FirstOrDefault()
            ?? throw new InvalidOperationException("There is no project. The first start creates one, and the last one cannot be deleted.");

        var remembered = last.Length == 2 && Same(last[0], project.Key) ? last[1] : null;
        var environment = project.Environments.Find(e => Same(e.Key, requestedEnvironment ?? remembered));
        unknown ??= environment is null && requestedEnvironment is not null ? "Environment" : null;
        environment ??= project.Environments[0];

        var workspace = new Workspace(
            new(project.Key, project.Name),
            environment,
            [.. rows.Select(p => new NamedKey(p.Key, p.Name))],
            project.Environments,
            project.HasAnalyticsDatabase
        );
        if (unknown is null)
        {
            Remember(context, $"{workspace.Project.Key}/{workspace.Environment.Key}");
        }

        return (workspace, unknown);
    }

    public async Task<CurrentUser> CurrentUserAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var actor = Actor.Of(context.User);
        var name = await db.Users.Where(u => u.Id == actor.UserId).Select(u => u.Name).SingleOrDefaultAsync(cancellationToken);
        return new(string.IsNullOrWhiteSpace(name) ? actor.Name : name, actor.Name, actor.Role);
    }

    private static string? RequestedEnvironment(HttpContext context) =>
        context.GetRouteValue("environment") as string ?? (context.Request.Query["environment"] is [{ Length: > 0 } one, ..] ? one : null);

    private static bool Same(string key, string? other) => string.Equals(key, other, StringComparison.OrdinalIgnoreCase);

    private static void Remember(HttpContext context, string workspace)
    {
        if (context.Request.Cookies[Cookie] != workspace && !context.Response.HasStarted)
        {
            context.Response.Cookies.Append(
                Cookie,
                workspace,
                new CookieOptions
                {
                    HttpOnly = true,
                    IsEssential = true,
                    MaxAge = TimeSpan.FromDays(365),
                    SameSite = SameSiteMode.Lax,
                    Secure = context.Request.IsHttps,
                }
            );
        }
    }
}

using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;

namespace Waypost.Manager.Ui;

/// <summary>Something the command palette finds.</summary>
/// <param name="Text">What it is called.</param>
/// <param name="Note">A key, or what it is.</param>
/// <param name="Kind">Name of its icon.</param>
internal sealed record Found(string Text, string Note, string Kind, string Url);

/// <summary>Everything the command palette finds from one place, best first; the browser filters while one types.</summary>
internal sealed class CommandPalette(ManagerDb db)
{
    private const int MostFlags = 2000;
    private const int MostOthers = 500;

    public async Task<Ok<IReadOnlyList<Found>>> AllAsync(
        string project,
        string environment,
        Actor actor,
        CancellationToken cancellationToken
    )
    {
        var flags = await db
            .Flags.AsNoTracking()
            .Where(f => f.Project.Key == project && !f.Archived)
            .OrderBy(f => f.Name)
            .Take(MostFlags)
            .Select(f => new { f.Key, f.Name })
            .ToListAsync(cancellationToken);
        var experiments = await db
            .Experiments.AsNoTracking()
            .Where(e => db.Projects.Any(p => p.Id == e.ProjectId && p.Key == project))
            .OrderByDescending(e => e.Id)
            .Take(MostOthers)
            .Select(e => new
            {
                e.Id,
                e.Name,
                e.Status,
                Environment = e.Environment.Key,
            })
            .ToListAsync(cancellationToken);
        var metrics = await db
            .Metrics.AsNoTracking()
            .Where(m => m.DeletedAt == null && db.Projects.Any(p => p.Id == m.ProjectId && p.Key == project))
            .OrderBy(m => m.Name)
            .Take(MostOthers)
            .Select(m => new { m.Key, m.Name })
            .ToListAsync(cancellationToken);
        IReadOnlyList<Found> found =
        [
            new("Flags", "page", "flag", Urls.Flags(project, environment)),
            new("Experiments", "page", "flask", Urls.Experiments(project, environment)),
            new("Metrics", "page", "gauge", Urls.Metrics(project)),
            new("Events database", "page", "database", Urls.AnalyticsDatabase(project)),
            new("Events log", "page", "log", Urls.AuditLog(project)),
            new("SDK keys", "page", "key", Urls.SdkKeys(project, environment)),
            .. actor.MayEdit
                ?
                [
                    new("New flag", "page", "plus", Urls.NewFlag(project, environment)),
                    new("New experiment", "page", "plus", Urls.NewExperiment(project, environment)),
                    new("New metric", "page", "plus", Urls.NewMetric(project)),
                ]
                : Array.Empty<Found>(),
            new("REST API", "page", "book", Urls.ApiDocs),
            new("Access tokens", "page", "key", Urls.Tokens),
            new("Account", "page", "person", Urls.Account),
            .. flags
                .OrderBy(f => f.Name, NaturalOrder.Comparer)
                .ThenBy(f => f.Key, NaturalOrder.Comparer)
                .Select(f => new Found(f.Name, f.Key, "flag", Urls.Flag(project, environment, f.Key))),
            .. experiments.Select(e => new Found(
                e.Name,
                $"experiment {e.Id}, {e.Status}",
                "flask",
                Urls.Experiment(project, e.Environment, e.Id)
            )),
            .. metrics
                .OrderBy(m => m.Name, NaturalOrder.Comparer)
                .ThenBy(m => m.Key, NaturalOrder.Comparer)
                .Select(m => new Found(m.Name, $"metric {m.Key}", "gauge", Urls.Metric(project, m.Key))),
        ];
        return TypedResults.Ok(found);
    }
}

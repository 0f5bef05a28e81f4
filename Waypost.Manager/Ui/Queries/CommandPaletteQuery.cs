using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;

namespace Waypost.Manager.Ui.Queries;

/// <summary>An entry of the command palette.</summary>
/// <param name="Text">Its name.</param>
/// <param name="Note">Its key, or what it is.</param>
/// <param name="Kind">The name of its icon.</param>
internal sealed record PaletteItem(string Text, string Note, string Kind, string Url);

/// <summary>Everything the command palette can open in a workspace, pages first. The browser filters it.</summary>
internal sealed class CommandPaletteQuery(ManagerDb db)
{
    private const int MaxFlags = 2000;
    private const int MaxOthers = 500;

    public async Task<IReadOnlyList<PaletteItem>> ListAsync(
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
            .Take(MaxFlags)
            .Select(f => new { f.Key, f.Name })
            .ToListAsync(cancellationToken);
        var experiments = await db
            .Experiments.AsNoTracking()
            .Where(e => db.Projects.Any(p => p.Id == e.ProjectId && p.Key == project))
            .OrderByDescending(e => e.Id)
            .Take(MaxOthers)
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
            .Take(MaxOthers)
            .Select(m => new { m.Key, m.Name })
            .ToListAsync(cancellationToken);
        return
        [
            new("Flags", "page", "flag", Urls.Flags(project, environment)),
            new("Experiments", "page", "flask", Urls.Experiments(project, environment)),
            new("Layers", "page", "layers", Urls.Layers(project, environment)),
            new("Metrics", "page", "gauge", Urls.Metrics(project)),
            new("Analytics database", "page", "database", Urls.AnalyticsDatabase(project)),
            new("Audit log", "page", "log", Urls.AuditLog(project)),
            new("SDK keys", "page", "key", Urls.SdkKeys(project, environment)),
            .. actor.MayEdit
                ?
                [
                    new("New flag", "page", "plus", Urls.NewFlag(project, environment)),
                    new("New experiment", "page", "plus", Urls.NewExperiment(project, environment)),
                    new("New metric", "page", "plus", Urls.NewMetric(project)),
                ]
                : Array.Empty<PaletteItem>(),
            new("REST API", "page", "book", Urls.ApiDocs),
            new("Access tokens", "page", "key", Urls.Tokens),
            new("Account", "page", "person", Urls.Account),
            .. flags
                .OrderBy(f => f.Name, NaturalOrder.Comparer)
                .ThenBy(f => f.Key, NaturalOrder.Comparer)
                .Select(f => new PaletteItem(f.Name, f.Key, "flag", Urls.Flag(project, environment, f.Key))),
            .. experiments.Select(e => new PaletteItem(
                e.Name,
                $"experiment {e.Id}, {e.Status}",
                "flask",
                Urls.Experiment(project, e.Environment, e.Id)
            )),
            .. metrics
                .OrderBy(m => m.Name, NaturalOrder.Comparer)
                .ThenBy(m => m.Key, NaturalOrder.Comparer)
                .Select(m => new PaletteItem(m.Name, $"metric {m.Key}", "gauge", Urls.Metric(project, m.Key))),
        ];
    }
}

using Microsoft.EntityFrameworkCore;
using Waypost.Flags;
using Waypost.Manager.Data;

namespace Waypost.Manager.Ui.Queries;

/// <summary>A flag as its pages show it: its definition, and its settings in one environment.</summary>
/// <param name="Settings">The flag as it is evaluated in the environment.</param>
/// <param name="ExperimentName">Name of the experiment that runs on the flag, if any.</param>
/// <param name="Revision">The revision of the settings.</param>
/// <param name="Version">The version of the environment.</param>
/// <param name="UpdatedAt">When the settings last changed.</param>
/// <param name="UpdatedBy">Who last changed the settings.</param>
public sealed record FlagDetails(
    Flag Settings,
    string Name,
    string Description,
    IReadOnlyList<string> Tags,
    bool IsArchived,
    string? ExperimentName,
    long Revision,
    long Version,
    DateTimeOffset UpdatedAt,
    string UpdatedBy
);

/// <summary>Reads what several features' pages show of flags.</summary>
internal sealed class FlagQuery(ManagerDb db)
{
    /// <summary>Null if the project has no such flag.</summary>
    public Task<FlagDetails?> FindAsync(Workspace workspace, string flag, CancellationToken cancellationToken) =>
        FindAsync(workspace.Project.Key, workspace.Environment.Key, flag, cancellationToken);

    /// <summary>Null if the project has no such flag.</summary>
    public async Task<FlagDetails?> FindAsync(string project, string environment, string flag, CancellationToken cancellationToken)
    {
        var row = await db
            .FlagSettings.AsNoTracking()
            .Include(s => s.Flag)
            .Include(s => s.Environment)
            .SingleOrDefaultAsync(
                s => s.Flag.Project.Key == project && s.Environment.Key == environment && s.Flag.Key == flag,
                cancellationToken
            );
        if (row is null)
        {
            return null;
        }

        var experiment = row.Experiment is { } link
            ? await db.Experiments.Where(e => e.Id == link.Id).Select(e => e.Name).SingleOrDefaultAsync(cancellationToken)
            : null;
        return new(
            row.ToFlag(row.Flag),
            row.Flag.Name,
            row.Flag.Description,
            row.Flag.Tags,
            row.Flag.Archived,
            experiment,
            row.Revision,
            row.Environment.Version,
            row.UpdatedAt,
            row.UpdatedBy
        );
    }

    /// <summary>The project's flags without archived ones, by name.</summary>
    public async Task<List<NamedKey>> ListAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        var flags = await db
            .Flags.Where(f => f.Project.Key == workspace.Project.Key && !f.Archived)
            .Select(f => new NamedKey(f.Key, f.Name))
            .ToListAsync(cancellationToken);
        return [.. flags.OrderBy(flag => flag.Name, NaturalOrder.Comparer).ThenBy(flag => flag.Key, NaturalOrder.Comparer)];
    }

    /// <summary>When the flag's definition last changed, by the audit log; null if it never did.</summary>
    public Task<DateTimeOffset?> DefinitionChangedAtAsync(Workspace workspace, string flag, CancellationToken cancellationToken) =>
        db
            .AuditEntries.Where(e =>
                db.Projects.Any(p => p.Id == e.ProjectId && p.Key == workspace.Project.Key) && e.Flag == flag && e.Environment == null
            )
            .MaxAsync(e => (DateTimeOffset?)e.At, cancellationToken);
}

using Waypost.Manager.Core;
using Waypost.Manager.Data;

namespace Waypost.Manager.Features.Experiments.HoldoutReports;

/// <summary>A holdout of a project, on or ended.</summary>
internal sealed record HoldoutAddress(string Project, int Id)
{
    public Refusal.NotFound NotFound() => new($"Project '{Project}' has no holdout {Id}.");

    public IQueryable<Holdout> Find(ManagerDb db) =>
        db.Holdouts.Where(h => h.Id == Id && db.Projects.Any(p => p.Id == h.ProjectId && p.Key == Project));
}

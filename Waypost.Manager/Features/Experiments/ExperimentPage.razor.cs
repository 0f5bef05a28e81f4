using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Waypost.Flags;
using Waypost.Manager.Data;
using Waypost.Manager.Ui;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Experiments;

/// <summary>One experiment from its plan to its decision: what it shows. What its forms do is in the other half.</summary>
public sealed partial class ExperimentPage
{
    private ExperimentView? view;
    private PlanForm plan = null!;
    private AnalysisResult? result;
    private Flag? flag;
    private ExposuresView exposures = new(null, null);

    [Inject]
    private ManagerDb Db { get; set; } = null!;

    [Inject]
    private FindExperiments.Handler Find { get; set; } = null!;

    [Inject]
    private Exposures.Handler Counted { get; set; } = null!;

    [Inject]
    private GetResults.Handler Results { get; set; } = null!;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    [Parameter]
    public long Id { get; set; }

    private ExperimentAddress Address => new(Workspace.Project.Key, Id);

    private string Here => Urls.Experiment(Workspace.Project.Key, view!.Environment, Id);

    private bool MayBeTakenBack => view is { } started && UndoStart.Check(started, Clock.GetUtcNow()) is null;

    private Dictionary<string, IReadOnlyList<string>> PlanErrors => PlanForm.Fields.ToDictionary(name => name, name => Refused.Of(name));

    protected override Task OnInitializedAsync() => LoadAsync();

    // All at once at the end: the page may be drawn while this waits, and must not be half there.
    private async Task LoadAsync()
    {
        if (!(await Find.GetAsync(Address, Aborted)).Succeeded(out var found, out _))
        {
            Context.Answer(StatusCodes.Status404NotFound);
            return;
        }

        var settings = await Db
            .FlagSettings.AsNoTracking()
            .Include(s => s.Flag)
            .SingleOrDefaultAsync(
                s => s.Flag.Project.Key == Workspace.Project.Key && s.Flag.Key == found.Flag && s.Environment.Key == found.Environment,
                Aborted
            );
        var metrics = await Db
            .Metrics.AsNoTracking()
            .Where(m => m.DeletedAt == null && Db.Projects.Any(p => p.Id == m.ProjectId && p.Key == Workspace.Project.Key))
            .Select(m => new MetricChoice(m.Key, m.Name, m.CheckState == MetricCheck.Failing))
            .ToListAsync(Aborted);
        if (found.Status != ExperimentStatus.Draft)
        {
            exposures = (await Counted.GetAsync(Address, Aborted)).Succeeded(out var counted, out _) ? counted : exposures;
            result = (await Results.HandleAsync(Address, Aborted)).Succeeded(out var newest, out _) ? newest : null;
        }

        flag = settings is null || settings.Flag.Archived ? null : settings.ToFlag(settings.Flag);
        plan = new(
            found,
            settings is null ? [] : [.. settings.Flag.Variants.Keys],
            metrics,
            Posted("_handler") == "plan" ? Context.Request.Form : null
        );
        view = found;
    }
}

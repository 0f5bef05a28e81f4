using Microsoft.AspNetCore.Components;
using Waypost.Flags;
using Waypost.Manager.Data;
using Waypost.Manager.Ui;
using Waypost.Manager.Ui.Queries;
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
    private FlagQuery Details { get; set; } = null!;

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

    // Undoing a start posts to the plan's form too, but without its fields.
    private bool IsPlanPosted => PostedForm == "plan" && PostedAction != "undo-start";

    private Dictionary<string, IReadOnlyList<string>> PlanErrors => PlanForm.Fields.ToDictionary(name => name, name => Errors(name));

    // All at once at the end: the page may be drawn while this waits, and must not be half there.
    private protected override async Task LoadAsync()
    {
        if (!(await Find.GetAsync(Address, Aborted)).Succeeded(out var found, out _))
        {
            Context.SetStatus(StatusCodes.Status404NotFound);
            return;
        }

        // An experiment may be read in the workspace of another environment than its own.
        var details = await Details.FindAsync(Workspace.Project.Key, found.Environment, found.Flag, Aborted);
        var metrics = await Find.MetricsAsync(Workspace.Project.Key, Aborted);
        if (found.Status != ExperimentStatus.Draft)
        {
            exposures = (await Counted.GetAsync(Address, Aborted)).Succeeded(out var counted, out _) ? counted : exposures;
            result = (await Results.HandleAsync(Address, Aborted)).Succeeded(out var newest, out _) ? newest : null;
        }

        flag = details is { IsArchived: false } ? details.Settings : null;
        plan = new(found, details is null ? [] : [.. details.Settings.Variants.Keys], metrics, IsPlanPosted ? Context.Request.Form : null);
        view = found;
    }
}

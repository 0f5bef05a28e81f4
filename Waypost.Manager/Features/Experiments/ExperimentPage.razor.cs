using Microsoft.AspNetCore.Components;
using Waypost.Flags;
using Waypost.Manager.Data;
using Waypost.Manager.Features.Experiments.Health;
using Waypost.Manager.Ui;
using Waypost.Manager.Ui.Queries;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Experiments;

/// <summary>One experiment, from its plan to its decision. This part loads what the page shows; the others handle its forms.</summary>
public sealed partial class ExperimentPage
{
    private ExperimentView? view;
    private PlanForm plan = null!;
    private AnalysisResult? result;
    private Flag? flag;
    private ExposuresView exposures = new(null, null);
    private HealthView? health;

    [Inject]
    private FlagQuery Flags { get; set; } = null!;

    [Inject]
    private FindExperiments.Handler Experiments { get; set; } = null!;

    [Inject]
    private LayerChoices.Handler Layers { get; set; } = null!;

    [Inject]
    private Exposures.Handler Exposures { get; set; } = null!;

    [Inject]
    private GetResults.Handler Results { get; set; } = null!;

    [Inject]
    private GetHealth.Handler Health { get; set; } = null!;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    [Parameter]
    public long Id { get; set; }

    private ExperimentAddress Address => new(Workspace.Project.Key, Id);

    private string PageUrl => Urls.Experiment(Workspace.Project.Key, view!.Environment, Id);

    private string FlagUrl => Urls.Flag(Workspace.Project.Key, view!.Environment, view.Flag);

    // An analysis may have counted users before the first count did.
    private bool CanUndoStart =>
        view is { } started && UndoStart.Check(started, Clock.GetUtcNow()) is null && result?.OfAllData.Exposures.Total is null or 0;

    // Undoing a start posts to the plan's form too, but without its fields.
    private bool IsPlanPosted => PostedForm == "plan" && PostedAction != "undo-start";

    private Dictionary<string, IReadOnlyList<string>> PlanErrors =>
        PlanForm.Fields.Concat(plan.Metrics.Select(metric => $"margins.{metric.Key}")).ToDictionary(name => name, name => Errors(name));

    // The fields are set together at the end, because the page may be rendered while this waits.
    private protected override async Task LoadAsync()
    {
        if (!(await Experiments.GetAsync(Address, Aborted)).Succeeded(out var experiment, out _))
        {
            Context.SetStatus(StatusCodes.Status404NotFound);
            return;
        }

        // The experiment may belong to another environment than the workspace shows.
        var details = await Flags.FindAsync(Workspace.Project.Key, experiment.Environment, experiment.Flag, Aborted);
        var metrics = await Experiments.MetricsAsync(Workspace.Project.Key, Aborted);
        if (experiment.Status != ExperimentStatus.Draft)
        {
            exposures = (await Exposures.GetAsync(Address, Aborted)).Succeeded(out var counted, out _) ? counted : exposures;
            result = (await Results.HandleAsync(Address, Aborted)).Succeeded(out var latest, out _) ? latest : null;
            overTime = await LoadOverTimeAsync(experiment, metrics);
            health = (await Health.HandleAsync(Address, Aborted)).Succeeded(out var checks, out _) ? checks : null;
            await LoadBreakdownAsync();
        }

        flag = details is { IsArchived: false } ? details.Settings : null;
        plan = new(
            experiment,
            details is null ? [] : [.. details.Settings.Variants.Keys],
            metrics,
            await Layers.ListAsync(Workspace.Project.Key, experiment, Aborted),
            IsPlanPosted ? Context.Request.Form : null
        );
        view = experiment;
    }
}

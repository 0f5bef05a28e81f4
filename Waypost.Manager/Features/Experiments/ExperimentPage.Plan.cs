using Microsoft.AspNetCore.Components;
using Waypost.Manager.Core;
using Waypost.Manager.Http;
using Waypost.Manager.Ui;
using Waypost.Manager.Ui.Results;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Experiments;

/// <summary>Handles the form of the plan, by the button that was pressed.</summary>
public sealed partial class ExperimentPage
{
    private PlanReport? report;
    private IReadOnlyList<MarginPlan> marginPlans = [];
    private string? sampleMessage;

    [Inject]
    private EditExperiment.Handler EditExperiment { get; set; } = null!;

    [Inject]
    private PlanExperiment.Handler PlanExperiment { get; set; } = null!;

    [Inject]
    private StartExperiment.Handler StartExperiment { get; set; } = null!;

    private double Effect => PlanForm.TryParsePercent(Posted("effect"), out var effect) ? effect : view?.MinimumEffect ?? 0.1;

    private double Power => PlanForm.TryParsePercent(Posted("power"), out var power) ? power : 0.8;

    // A draft's page is one form, so every button saves the plan, or shows again what was typed.
    private Task SubmitPlanAsync() =>
        PostedAction switch
        {
            "undo-start" => UndoStartAsync(),
            "sample" => ComputeSampleSizeAsync(),
            "take" => ApplySampleSizeAsync(),
            "start" => StartAsync(),
            "delete" => DeleteAsync(),
            _ => SavePlanAsync(),
        };

    private async Task SavePlanAsync()
    {
        if (await TrySavePlanAsync() is not null)
        {
            Done("Plan saved.", PageUrl);
        }
    }

    private async Task ComputeSampleSizeAsync()
    {
        if (await TrySavePlanAsync() is null)
        {
            return;
        }

        await LoadAsync();
        if (BaselineForm.Read(Typed, out var baseline) is { } fault)
        {
            ShowSampleError(fault);
            return;
        }

        var request = new PlanExperiment.Request
        {
            MinimumEffect = Effect,
            Power = Power,
            Baseline = baseline,
        };
        if (!(await PlanExperiment.HandleAsync(Address, request, Aborted)).Succeeded(out report, out var refused))
        {
            ShowSampleError(refused);
            return;
        }

        await ComputeMarginPlansAsync(baseline?.VisitorsPerDay);
    }

    // What was typed about the primary metric says nothing about the others, except how many visitors there are.
    private async Task ComputeMarginPlansAsync(double? visitorsPerDay)
    {
        var plans = new List<MarginPlan>();
        foreach (var (metric, margin) in view!.Margins)
        {
            var request = new PlanExperiment.Request
            {
                Metric = metric,
                Margin = true,
                Power = Power,
                Baseline = visitorsPerDay is null ? null : new() { VisitorsPerDay = visitorsPerDay },
            };
            var choice = plan.Metrics.First(one => one.Key == metric);
            var outcome = await PlanExperiment.HandleAsync(Address, request, Aborted);
            plans.Add(
                outcome.Succeeded(out var needed, out var refused)
                    ? new(choice.Name, MarginText.Plan(margin, choice.Type), needed, null)
                    : new(choice.Name, MarginText.Plan(margin, choice.Type), null, refused.Message)
            );
        }

        marginPlans = plans;
    }

    private void ShowSampleError(Refusal refusal)
    {
        sampleMessage = refusal.Message;
        Context.SetStatus(refusal.Status());
    }

    private async Task ApplySampleSizeAsync()
    {
        if (await TrySavePlanAsync(Typed("days"), Typed("users")) is { PlannedUsers: { } users } saved)
        {
            Done($"Plan saved: {NumberFormat.Count(users)} users in {ExperimentText.Days(saved.PlannedDays)}.", PageUrl);
        }
    }

    private async Task StartAsync()
    {
        if (!TryReadTime(out var at) || await TrySavePlanAsync() is not { } saved)
        {
            return;
        }

        var outcome = await StartExperiment.HandleAsync(Address, new(at), ETags.Of(saved.Revision), Actor, Aborted);
        if (outcome.Succeeded(out var started, out var refused))
        {
            Done(
                new Toast(
                    $"{started.Name} started in {Workspace.Environment.Name}: {ExperimentText.ShareChanges(flag, started)}.",
                    Undo: new(PageUrl, "plan", new Dictionary<string, string> { ["do"] = "undo-start" })
                ),
                PageUrl
            );
            return;
        }

        // The plan was saved, so show the saved one.
        await LoadAsync();
        Refuse(refused);
    }

    // Null if it was refused; the page then shows the reason and what was typed.
    private async Task<ExperimentView?> TrySavePlanAsync(string? days = null, string? users = null)
    {
        if (!MayEdit())
        {
            return null;
        }

        if (!plan.Read(days, users).Succeeded(out var patch, out var fault))
        {
            Refuse(fault);
            return null;
        }

        if (
            (await EditExperiment.HandleAsync(Address, patch, Posted("revision"), Actor, Aborted)).Succeeded(out var saved, out var refused)
        )
        {
            return saved;
        }

        Refuse(refused);
        if (refused is Refusal.Stale)
        {
            await LoadAsync();
        }

        return null;
    }
}

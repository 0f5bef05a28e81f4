using Microsoft.AspNetCore.Components;
using Waypost.Manager.Core;
using Waypost.Manager.Http;
using Waypost.Manager.Ui;
using Waypost.Manager.Ui.Results;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Experiments;

/// <summary>What the one form of a plan does, by the button that was pressed.</summary>
public sealed partial class ExperimentPage
{
    private PlanReport? report;
    private string? sampleMessage;

    [Inject]
    private EditExperiment.Handler Edit { get; set; } = null!;

    [Inject]
    private PlanExperiment.Handler Sample { get; set; } = null!;

    [Inject]
    private StartExperiment.Handler Start { get; set; } = null!;

    private double Effect => PlanForm.TryPercent(Posted("effect"), out var effect) ? effect : 0.1;

    private double Power => PlanForm.TryPercent(Posted("power"), out var power) ? power : 0.8;

    // One form holds all that the page of a draft shows, so whichever button is pressed, what is typed is saved with it, or kept.
    private Task PlanAsync() =>
        PostedAction switch
        {
            "undo-start" => UndoStartAsync(),
            "sample" => AskAsync(),
            "take" => TakeAsync(),
            "start" => StartAsync(),
            "delete" => DeleteAsync(),
            _ => SavePlanAsync(),
        };

    private async Task SavePlanAsync()
    {
        if (await KeepPlanAsync() is { } saved)
        {
            Done($"The plan of {saved.Name} is saved.", Here);
        }
    }

    private async Task AskAsync()
    {
        if (await KeepPlanAsync() is null)
        {
            return;
        }

        await LoadAsync();
        if (!NeededSample.Baseline(Typed).Succeeded(out var baseline, out var wrong))
        {
            (sampleMessage, report) = (wrong.Message, null);
            Context.SetStatus(wrong.Status());
            return;
        }

        var request = new PlanExperiment.Request
        {
            MinimumEffect = Effect,
            Power = Power,
            Baseline = baseline.Baseline,
        };
        if (!(await Sample.HandleAsync(Address, request, Aborted)).Succeeded(out report, out var refused))
        {
            sampleMessage = refused.Message;
            Context.SetStatus(refused.Status());
        }
    }

    private async Task TakeAsync()
    {
        if (await KeepPlanAsync(Typed("days"), Typed("users")) is { PlannedUsers: { } users } saved)
        {
            Done($"Planned: {Figures.Count(users)} users in {ExperimentWords.Days(saved.PlannedDays)}.", Here);
        }
    }

    private async Task StartAsync()
    {
        if (!TryAt(out var at) || await KeepPlanAsync() is not { } saved)
        {
            return;
        }

        if (
            (await Start.HandleAsync(Address, new(at), ETags.Of(saved.Revision), Actor, Aborted)).Succeeded(
                out var started,
                out var refused
            )
        )
        {
            Done(
                new Toast(
                    $"{started.Name} has started in {Workspace.Environment.Name}: {ExperimentWords.FromTo(flag, started)}.",
                    Undo: new(Here, "plan", new Dictionary<string, string> { ["do"] = "undo-start" })
                ),
                Here
            );
            return;
        }

        // The plan is saved all the same: the page starts from there.
        await LoadAsync();
        Refuse(refused);
    }

    // Null when it was refused; the page then says why, and shows what was typed.
    private async Task<ExperimentView?> KeepPlanAsync(string? days = null, string? users = null)
    {
        if (!MayEdit())
        {
            return null;
        }

        if (!plan.Read(days, users).Succeeded(out var patch, out var wrong))
        {
            Refuse(wrong);
            return null;
        }

        if ((await Edit.HandleAsync(Address, patch, Posted("revision"), Actor, Aborted)).Succeeded(out var saved, out var refused))
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

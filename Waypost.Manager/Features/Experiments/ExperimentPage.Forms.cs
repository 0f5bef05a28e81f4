using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Components;
using Waypost.Manager.Http;
using Waypost.Manager.Ui;
using Waypost.Manager.Ui.Results;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Experiments;

/// <summary>What the forms of an experiment's page do.</summary>
public sealed partial class ExperimentPage
{
    private PlanReport? report;
    private string? sampleMessage;
    private IReadOnlyList<string> deleteErrors = [];

    [Inject]
    private EditExperiment.Handler Edit { get; set; } = null!;

    [Inject]
    private PlanExperiment.Handler Sample { get; set; } = null!;

    [Inject]
    private StartExperiment.Handler Start { get; set; } = null!;

    [Inject]
    private StopExperiment.Handler Stop { get; set; } = null!;

    [Inject]
    private DeleteExperiment.Handler Remove { get; set; } = null!;

    [Inject]
    private Analyses.Handler Analyses { get; set; } = null!;

    private double Effect => PlanForm.TryPercent(Posted("effect"), out var effect) ? effect : 0.1;

    private double Power => PlanForm.TryPercent(Posted("power"), out var power) ? power : 0.8;

    private async Task SavePlanAsync()
    {
        if (!MayEdit())
        {
            return;
        }

        if (!plan.Read().Succeeded(out var patch, out var wrong))
        {
            Refuse(wrong);
            return;
        }

        await EndAsync(await Edit.HandleAsync(Address, patch, Posted("revision"), Actor, Aborted), saved => $"The plan of {saved.Name} is saved.");
    }

    private async Task AskAsync()
    {
        if (!NeededSample.Baseline(Typed).Succeeded(out var baseline, out var wrong))
        {
            (sampleMessage, report) = (wrong.Message, null);
            Context.Answer(wrong.Status());
            return;
        }

        var request = new PlanExperiment.Request { MinimumEffect = Effect, Power = Power, Baseline = baseline.Baseline };
        if (!(await Sample.HandleAsync(Address, request, Aborted)).Succeeded(out report, out var refused))
        {
            sampleMessage = refused.Message;
            Context.Answer(refused.Status());
        }
    }

    private async Task TakeAsync()
    {
        if (!MayEdit() || !int.TryParse(Typed("days"), NumberStyles.None, CultureInfo.InvariantCulture, out var days)
            || !long.TryParse(Typed("users"), NumberStyles.None, CultureInfo.InvariantCulture, out var users))
        {
            return;
        }

        var patch = JsonSerializer.SerializeToElement(new { plannedDays = days, plannedUsers = users });
        await EndAsync(await Edit.HandleAsync(Address, patch, Posted("revision"), Actor, Aborted), _ => $"Planned: {Figures.Count(users)} users in {ExperimentWords.Days(days)}.");
    }

    private async Task StartAsync()
    {
        if (MayEdit() && TryAt(out var at))
        {
            await EndAsync(await Start.HandleAsync(Address, new(at), Posted("revision"), Actor, Aborted), started =>
                $"{started.Name} has started: {ExperimentWords.Shares(started)} in {Place.Environment.Name}.");
        }
    }

    private async Task StopAsync()
    {
        if (MayEdit() && TryAt(out var at))
        {
            var winner = Posted("winner") is { Length: > 0 } chosen ? chosen : null;
            await EndAsync(await Stop.HandleAsync(Address, new(winner, at), Posted("revision"), Actor, Aborted), stopped =>
                stopped.Winner is null ? $"{stopped.Name} is stopped. Everybody keeps the variant they have." : $"{stopped.Name} is stopped. Everybody gets “{stopped.Winner}” now.");
        }
    }

    private async Task DeleteAsync()
    {
        if (!MayEdit() || view is null)
        {
            return;
        }

        if (Typed("confirm").Trim() != view.Name)
        {
            deleteErrors = [$"This is not the experiment's name. Type {view.Name} exactly."];
            Context.Answer(StatusCodes.Status400BadRequest);
            return;
        }

        if ((await Remove.HandleAsync(Address, null, Actor, Aborted)).Succeeded(out _, out var refused))
        {
            Done($"{view.Name} is deleted.", Urls.Experiments(Place.Project.Key, view.Environment));
        }
        else
        {
            Refuse(refused);
        }
    }

    private async Task CountAsync()
    {
        if (MayEdit())
        {
            End(await Counted.RefreshAsync(Address, Actor, Aborted), "The exposures are being counted.");
        }
    }

    private async Task AnalyseAsync()
    {
        if (MayEdit())
        {
            End(await Analyses.StartAsync(Address, Actor, Aborted), "The results are being computed.");
        }
    }

    private async Task CancelAsync()
    {
        if (MayEdit() && int.TryParse(Typed("number"), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            End(await Analyses.CancelAsync(Address, number, Aborted), "The analysis is cancelled.");
        }
    }

    // Times are typed in UTC; none means now.
    private bool TryAt(out DateTimeOffset? at)
    {
        at = null;
        if (Typed("at").Length == 0)
        {
            return true;
        }

        if (DateTimeOffset.TryParse(Typed("at"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var typed))
        {
            at = typed;
            return true;
        }

        Refuse(Refusal.Invalid.Field("at", "Type a day and a time, such as 2026-10-01 08:00."));
        return false;
    }

    private void End(Outcome<JobView> outcome, string message)
    {
        if (outcome.Succeeded(out _, out var refused))
        {
            Done(message, Here);
        }
        else
        {
            Refuse(refused);
        }
    }

    private async Task EndAsync(Outcome<ExperimentView> outcome, Func<ExperimentView, string> message)
    {
        if (outcome.Succeeded(out var saved, out var refused))
        {
            Done(message(saved), Here);
            return;
        }

        Refuse(refused);
        if (refused is Refusal.Stale)
        {
            await LoadAsync();
        }
    }
}

using System.Globalization;
using Microsoft.AspNetCore.Components;
using Waypost.Manager.Core;
using Waypost.Manager.Ui;

namespace Waypost.Manager.Features.Experiments;

/// <summary>Handles the forms of the page, except that of the plan.</summary>
public sealed partial class ExperimentPage
{
    [Inject]
    private UndoStart.Handler UndoStartHandler { get; set; } = null!;

    [Inject]
    private ShipWinner.Handler ShipWinner { get; set; } = null!;

    [Inject]
    private StopExperiment.Handler StopExperiment { get; set; } = null!;

    [Inject]
    private DeleteExperiment.Handler DeleteExperiment { get; set; } = null!;

    [Inject]
    private Analyses.Handler Analyses { get; set; } = null!;

    private async Task UndoStartAsync()
    {
        if (MayEdit())
        {
            var before = view?.FlagBefore is { } flagBefore ? $": {ExperimentText.Before(flagBefore)}" : "";
            await EndAsync(
                await UndoStartHandler.HandleAsync(Address, null, Actor, Aborted),
                draft => $"Start of {draft.Name} undone. It is a draft again, and the flag is as it was before{before}.",
                PageUrl
            );
        }
    }

    private async Task StopAsync()
    {
        if (!MayEdit() || !TryReadTime(out var at))
        {
            return;
        }

        if (Typed("then") is not { Length: > 0 } then)
        {
            Refuse(Refusal.Invalid.Field("winner", "Choose what users get from now on."));
            return;
        }

        var winner = then.StartsWith(StopDialog.ShipPrefix, StringComparison.Ordinal) ? then[StopDialog.ShipPrefix.Length..] : null;
        await EndAsync(
            await StopExperiment.HandleAsync(Address, new(winner, then == "restore", at), Posted("revision"), Actor, Aborted),
            stopped =>
                $"{stopped.Name} stopped. "
                + (
                    winner is not null ? $"Everyone now gets “{winner}”{ExperimentText.ExceptHoldout(stopped)}."
                    : then == "restore" && stopped.FlagBefore is { } before
                        ? $"The flag is as it was before: {ExperimentText.Before(before)}."
                    : "Everyone keeps their variant."
                ),
            PageUrl
        );
    }

    private async Task ShipAsync()
    {
        if (MayEdit())
        {
            var winner = Posted("winner") is { Length: > 0 } variant ? variant : null;
            await EndAsync(
                await ShipWinner.HandleAsync(Address, new(winner), Posted("revision"), Actor, Aborted),
                shipped => $"Everyone in {Workspace.Environment.Name} now gets “{shipped.Winner}”{ExperimentText.ExceptHoldout(shipped)}.",
                PageUrl
            );
        }
    }

    private async Task DeleteAsync()
    {
        if (
            MayEdit()
            && view is not null
            && IsConfirmed(view.Name, $"The name does not match, so nothing was deleted. Type {view.Name} exactly.")
        )
        {
            await EndAsync(
                await DeleteExperiment.HandleAsync(Address, null, Actor, Aborted),
                _ => $"{view.Name} deleted.",
                Urls.Experiments(Workspace.Project.Key, view.Environment)
            );
        }
    }

    private async Task CountAsync()
    {
        if (MayEdit())
        {
            await EndAsync(await Exposures.RefreshAsync(Address, Actor, Aborted), _ => "Exposures are being counted.", PageUrl);
        }
    }

    private Task SubmitAnalysisAsync() => PostedAction == "cancel" ? CancelAnalysisAsync() : StartAnalysisAsync();

    private async Task StartAnalysisAsync()
    {
        if (MayEdit())
        {
            await EndAsync(await Analyses.StartAsync(Address, Actor, Aborted), _ => "Results are being computed.", PageUrl);
        }
    }

    private async Task CancelAnalysisAsync()
    {
        if (MayEdit() && int.TryParse(Typed("number"), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            await EndAsync(await Analyses.CancelAsync(Address, number, Aborted), _ => "Analysis cancelled.", PageUrl);
        }
    }

    // Times are typed in UTC; an empty field means now.
    private bool TryReadTime(out DateTimeOffset? at)
    {
        at = null;
        if (Typed("at").Length == 0)
        {
            return true;
        }

        if (
            DateTimeOffset.TryParse(
                Typed("at"),
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out var typed
            )
        )
        {
            at = typed;
            return true;
        }

        Refuse(Refusal.Invalid.Field("at", "Enter a date and a time, such as 2026-10-01 08:00."));
        return false;
    }
}

using System.Globalization;
using Microsoft.AspNetCore.Components;
using Waypost.Manager.Core;
using Waypost.Manager.Ui;

namespace Waypost.Manager.Features.Experiments;

/// <summary>What the forms of an experiment's page do.</summary>
public sealed partial class ExperimentPage
{
    private IReadOnlyList<string> deleteErrors = [];

    [Inject]
    private UndoStart.Handler TakeBack { get; set; } = null!;

    [Inject]
    private ShipWinner.Handler Ship { get; set; } = null!;

    [Inject]
    private StopExperiment.Handler Stop { get; set; } = null!;

    [Inject]
    private DeleteExperiment.Handler Remove { get; set; } = null!;

    [Inject]
    private Analyses.Handler Analyses { get; set; } = null!;

    private async Task UndoStartAsync()
    {
        if (MayEdit())
        {
            await EndAsync(
                await TakeBack.HandleAsync(Address, null, Actor, Aborted),
                draft =>
                    $"The start of {draft.Name} is taken back. It is a draft again, and the flag is as it "
                    + $"was{(view?.FlagBefore is { } before ? $": {ExperimentText.Before(before)}" : "")}."
            );
        }
    }

    private async Task StopAsync()
    {
        if (!MayEdit() || !TryAt(out var at))
        {
            return;
        }

        if (Typed("then") is not { Length: > 0 } then)
        {
            Refuse(Refusal.Invalid.Field("winner", "Choose who gets what from now on."));
            return;
        }

        var winner = then.StartsWith(StopDialog.ShipPrefix, StringComparison.Ordinal) ? then[StopDialog.ShipPrefix.Length..] : null;
        await EndAsync(
            await Stop.HandleAsync(Address, new(winner, then == "restore", at), Posted("revision"), Actor, Aborted),
            stopped =>
                $"{stopped.Name} is stopped. "
                + (
                    winner is not null ? $"Everybody gets “{winner}” now."
                    : then == "restore" && stopped.FlagBefore is { } before
                        ? $"The flag is back to what it was: {ExperimentText.Before(before)}."
                    : "Everybody keeps the variant they have."
                )
        );
    }

    private async Task ShipAsync()
    {
        if (MayEdit())
        {
            await EndAsync(
                await Ship.HandleAsync(
                    Address,
                    new(Posted("winner") is { Length: > 0 } winner ? winner : null),
                    Posted("revision"),
                    Actor,
                    Aborted
                ),
                shipped => $"Everybody gets “{shipped.Winner}” in {Workspace.Environment.Name} now."
            );
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
            Done($"{view.Name} is deleted.", Urls.Experiments(Workspace.Project.Key, view.Environment));
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

        await RefuseAsync(refused);
    }

    private async Task RefuseAsync(Refusal refused)
    {
        Refuse(refused);
        if (refused is Refusal.Stale)
        {
            await LoadAsync();
        }
    }
}

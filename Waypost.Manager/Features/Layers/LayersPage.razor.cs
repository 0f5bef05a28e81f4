using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Components;
using Waypost.Manager.Core;
using Waypost.Manager.Http;
using Waypost.Manager.Ui;

namespace Waypost.Manager.Features.Layers;

/// <summary>The layers of a project with the ranges in one environment, and its holdout.</summary>
public sealed partial class LayersPage
{
    private const string EndHint = "It does not end by itself: then compare, and end it.";

    private static readonly string[] Fields = ["key", "name", "sharePercent", "plannedEnd"];

    private List<LayerView> layers = [];
    private HoldoutView? holdout;

    [Inject]
    private FindLayers.Handler Find { get; set; } = null!;

    [Inject]
    private CreateLayer.Handler Create { get; set; } = null!;

    [Inject]
    private EditLayer.Handler Edit { get; set; } = null!;

    [Inject]
    private DeleteLayer.Handler Delete { get; set; } = null!;

    [Inject]
    private GetHoldout.Handler GetHoldout { get; set; } = null!;

    [Inject]
    private StartHoldout.Handler StartHoldout { get; set; } = null!;

    [Inject]
    private EditHoldout.Handler EditHoldout { get; set; } = null!;

    [Inject]
    private EndHoldout.Handler EndHoldout { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    private string PageUrl => Urls.Layers(Workspace.Project.Key, Workspace.Environment.Key);

    private IReadOnlyList<string> KeyErrors => PostedForm == "layers" && PostedAction is null ? Errors("key") : [];

    private string ShareText => Posted("sharePercent") ?? Layers.StartHoldout.DefaultShare.ToString(CultureInfo.InvariantCulture);

    private string EndText =>
        Posted("plannedEnd")
        ?? (holdout?.PlannedEnd ?? Time.GetUtcNow().AddDays(Layers.StartHoldout.DefaultDays)).UtcDateTime.ToString(
            "yyyy-MM-dd",
            CultureInfo.InvariantCulture
        );

    private protected override async Task LoadAsync()
    {
        var all = await Paging.AllAsync(paging => Find.ListAsync(Workspace.Project.Key, paging, Aborted));
        layers = all.Succeeded(out var found, out _)
            ? [.. found.OrderBy(layer => layer.Name, NaturalOrder.Comparer).ThenBy(layer => layer.Key, NaturalOrder.Comparer)]
            : [];
        holdout = (await GetHoldout.HandleAsync(Workspace.Project.Key, Aborted)).Succeeded(out var current, out _) ? current : null;
    }

    private LayerEnvironment Here(LayerView layer) => layer.Environments.Single(e => e.Environment == Workspace.Environment.Key);

    private bool IsPosted(string action, LayerView layer) => PostedAction == action && Typed("layer") == layer.Key;

    private Task SubmitLayerAsync() =>
        !MayEdit() ? Task.CompletedTask
        : PostedAction == "rename" ? RenameAsync()
        : PostedAction?.StartsWith("delete ", StringComparison.Ordinal) is true ? DeleteAsync(PostedAction["delete ".Length..])
        : CreateAsync();

    private async Task CreateAsync()
    {
        var request = new CreateLayer.Request
        {
            Key = Typed("key").Trim(),
            Name = Typed("name").Trim() is { Length: > 0 } name ? name : null,
        };
        await EndAsync(
            await Create.HandleAsync(Workspace.Project.Key, request, Actor, Aborted),
            created => $"Layer {created.Name} created. Choose it in the plan of an experiment.",
            PageUrl
        );
    }

    private async Task RenameAsync() =>
        await EndAsync(
            await Edit.HandleAsync(
                new(Workspace.Project.Key, Typed("layer")),
                JsonSerializer.SerializeToElement(new JsonObject { ["name"] = Typed("name") }),
                null,
                Actor,
                Aborted
            ),
            renamed => $"Layer {renamed.Key} is now called {renamed.Name}.",
            PageUrl
        );

    private async Task DeleteAsync(string key)
    {
        if (IsConfirmed(key, $"The key does not match, so nothing was deleted. Type {key} exactly."))
        {
            await EndAsync(
                await Delete.HandleAsync(new(Workspace.Project.Key, key), null, Actor, Aborted),
                _ => $"Layer {key} deleted.",
                PageUrl
            );
        }
    }

    private Task SubmitHoldoutAsync() =>
        !MayEdit()
            ? Task.CompletedTask
            : PostedAction switch
            {
                "end" => EndHoldoutAsync(),
                "plan" => PlanEndAsync(),
                _ => StartHoldoutAsync(),
            };

    private async Task StartHoldoutAsync()
    {
        if (!Percent.TryParse(Typed("sharePercent"), out var share))
        {
            Refuse(Refusal.Invalid.Field("sharePercent", ValidationMessages.HoldoutShare));
            return;
        }

        if (TryReadEnd(out var end))
        {
            await EndAsync(
                await StartHoldout.HandleAsync(
                    Workspace.Project.Key,
                    new() { SharePercent = Percent.Exact(share), PlannedEnd = end },
                    Actor,
                    Aborted
                ),
                started => $"Holdout started: {Percent.Of(started.To)} of all users stay out of experiments started from now on.",
                PageUrl
            );
        }
    }

    private async Task PlanEndAsync()
    {
        if (TryReadEnd(out var end))
        {
            await EndAsync(
                await EditHoldout.HandleAsync(
                    Workspace.Project.Key,
                    JsonSerializer.SerializeToElement(new JsonObject { ["plannedEnd"] = end }),
                    null,
                    Actor,
                    Aborted
                ),
                planned => $"The holdout is planned to end on {Date(planned.PlannedEnd)}.",
                PageUrl
            );
        }
    }

    private async Task EndHoldoutAsync()
    {
        if (IsConfirmed("holdout", "The text does not match, so the holdout is still on. Type holdout exactly."))
        {
            await EndAsync(
                await EndHoldout.HandleAsync(Workspace.Project.Key, null, Actor, Aborted),
                _ => "Holdout ended. Its users now get what was shipped meanwhile.",
                PageUrl
            );
        }
    }

    private bool TryReadEnd(out DateTimeOffset end)
    {
        var isDate = DateTimeOffset.TryParseExact(
            Typed("plannedEnd"),
            "yyyy-MM-dd",
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out end
        );
        if (!isDate)
        {
            Refuse(Refusal.Invalid.Field("plannedEnd", "Enter a date, such as 2027-03-31."));
        }

        return isDate;
    }

    private static string Date(DateTimeOffset at) => at.UtcDateTime.ToString("d MMM yyyy", CultureInfo.InvariantCulture);
}

using Microsoft.AspNetCore.Components;
using Waypost.Manager.Core;
using Waypost.Manager.Http;
using Waypost.Manager.Ui;
using Waypost.Manager.Ui.Results;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Metrics;

/// <summary>All metrics of the project, and what new ones begin with.</summary>
public sealed partial class MetricsPage
{
    private List<MetricView> metrics = [];
    private MetricWindow? defaultWindow;

    [Inject]
    private FindMetrics.Handler Find { get; set; } = null!;

    [Inject]
    private MetricDefaults.Handler Defaults { get; set; } = null!;

    private WindowForm DefaultWindow =>
        Posted("windowUnit") is { } unit ? new(Typed("windowFrom"), Typed("windowUntil"), unit) : WindowForm.Of(defaultWindow);

    private protected override async Task LoadAsync()
    {
        var found = (await Paging.AllAsync(paging => Find.ListAsync(Workspace.Project.Key, paging, Aborted))).Match(all => all, _ => []);
        metrics = [.. found.OrderBy(metric => metric.Name, NaturalOrder.Comparer).ThenBy(metric => metric.Key, NaturalOrder.Comparer)];
        defaultWindow = (await Defaults.GetAsync(Workspace.Project.Key, Aborted)).Match(found => found.Values.Window, _ => null);
    }

    private async Task SaveDefaultAsync()
    {
        if (!MayEdit())
        {
            return;
        }

        if (!DefaultWindow.TryRead(out var window, out var fault))
        {
            Refuse(Refusal.Invalid.Field("window", fault));
            return;
        }

        await EndAsync(
            await Defaults.ReplaceAsync(Workspace.Project.Key, new() { Window = window }, null, Actor, Aborted),
            saved =>
                saved.Values.Window is { } now
                    ? $"New metrics count {WindowText.Of(now, MetricType.Count)}."
                    : "New metrics have no window.",
            Urls.Metrics(Workspace.Project.Key)
        );
    }
}

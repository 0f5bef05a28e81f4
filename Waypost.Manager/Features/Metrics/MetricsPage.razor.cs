using Microsoft.AspNetCore.Components;
using Waypost.Manager.Http;
using Waypost.Manager.Ui;

namespace Waypost.Manager.Features.Metrics;

/// <summary>All metrics of the project.</summary>
public sealed partial class MetricsPage
{
    private List<MetricView> metrics = [];

    [CascadingParameter]
    private Workspace Workspace { get; set; } = null!;

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    [Inject]
    private FindMetrics.Handler Find { get; set; } = null!;

    [Parameter]
    public string Project { get; set; } = "";

    protected override async Task OnInitializedAsync()
    {
        var found = (await Paging.AllAsync(paging => Find.ListAsync(Workspace.Project.Key, paging, Context.RequestAborted))).Match(
            all => all,
            _ => []
        );
        metrics = [.. found.OrderBy(metric => metric.Name, NaturalOrder.Comparer).ThenBy(metric => metric.Key, NaturalOrder.Comparer)];
    }
}

using Microsoft.AspNetCore.Components;
using Waypost.Manager.Http;
using Waypost.Manager.Ui;

namespace Waypost.Manager.Features.Metrics;

/// <summary>All metrics of the project.</summary>
public sealed partial class MetricsPage
{
    private readonly List<MetricView> metrics = [];

    [CascadingParameter]
    private Place Place { get; set; } = null!;

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    [Inject]
    private FindMetrics.Handler Find { get; set; } = null!;

    [Parameter]
    public string Project { get; set; } = "";

    protected override async Task OnInitializedAsync()
    {
        string? cursor = null;
        do
        {
            if (!(await Find.ListAsync(Place.Project.Key, new(Paging.Most, cursor), Context.RequestAborted)).Succeeded(out var page, out _))
            {
                break;
            }

            metrics.AddRange(page.Items);
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        metrics.Sort((a, b) => string.Compare(a.Name, b.Name, StringComparison.OrdinalIgnoreCase));
    }
}

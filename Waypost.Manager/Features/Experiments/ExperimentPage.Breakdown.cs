using Microsoft.AspNetCore.Components;
using Waypost.Manager.Ui;

namespace Waypost.Manager.Features.Experiments;

/// <summary>Loads the breakdown by the column that the address chooses.</summary>
public sealed partial class ExperimentPage
{
    private BreakdownView breakdown = new(null, [], null, null, null);

    /// <summary>The column of the breakdown; that of the latest one if left out.</summary>
    [SupplyParameterFromQuery(Name = "column")]
    public string? ShownColumn { get; set; }

    [Inject]
    private Breakdowns.Handler Breakdowns { get; set; } = null!;

    private async Task LoadBreakdownAsync() =>
        breakdown = (await Breakdowns.GetAsync(Address, ShownColumn, Aborted)).Succeeded(out var known, out _) ? known : breakdown;

    private async Task BreakDownAsync()
    {
        if (MayEdit())
        {
            var column = Typed("column").Trim();
            await EndAsync(
                await Breakdowns.RefreshAsync(Address, new(column), Actor, Aborted),
                _ => $"The breakdown by {column} is being computed.",
                Urls.Breakdown(Workspace.Project.Key, view!.Environment, Id, column, overTime?.Choice.Metric, overTime?.Choice.Variant)
            );
        }
    }
}

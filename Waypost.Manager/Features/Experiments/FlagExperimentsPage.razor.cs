using Microsoft.AspNetCore.Components;
using Waypost.Manager.Ui;
using Waypost.Manager.Ui.Queries;

namespace Waypost.Manager.Features.Experiments;

/// <summary>A flag's experiments in the chosen environment.</summary>
public sealed partial class FlagExperimentsPage
{
    private FlagDetails? flag;
    private List<ExperimentView> experiments = [];

    [CascadingParameter]
    private Workspace Workspace { get; set; } = null!;

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    [Inject]
    private FlagQuery Details { get; set; } = null!;

    [Inject]
    private FindExperiments.Handler Find { get; set; } = null!;

    [Parameter]
    public string Project { get; set; } = "";

    [Parameter]
    public string Flag { get; set; } = "";

    protected override async Task OnInitializedAsync()
    {
        flag = await Details.FindAsync(Workspace, Flag, Context.RequestAborted);
        if (flag is null)
        {
            Context.SetStatus(StatusCodes.Status404NotFound);
            return;
        }

        experiments = await Find.AllAsync(
            Workspace.Project.Key,
            new(null, flag.Settings.Key, Workspace.Environment.Key),
            Context.RequestAborted
        );
    }
}

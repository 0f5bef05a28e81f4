using Microsoft.AspNetCore.Components;
using Waypost.Manager.Ui;
using Waypost.Manager.Ui.Queries;

namespace Waypost.Manager.Features.Experiments;

/// <summary>The experiments of a flag in the current environment.</summary>
public sealed partial class FlagExperimentsPage
{
    private FlagDetails? flag;
    private List<ExperimentView> experiments = [];

    [CascadingParameter]
    private Workspace Workspace { get; set; } = null!;

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    [Inject]
    private FlagQuery Flags { get; set; } = null!;

    [Inject]
    private FindExperiments.Handler Experiments { get; set; } = null!;

    [Parameter]
    public string Project { get; set; } = "";

    [Parameter]
    public string Flag { get; set; } = "";

    protected override async Task OnInitializedAsync()
    {
        flag = await Flags.FindAsync(Workspace, Flag, Context.RequestAborted);
        if (flag is null)
        {
            Context.SetStatus(StatusCodes.Status404NotFound);
            return;
        }

        experiments = await Experiments.AllAsync(
            Workspace.Project.Key,
            new(null, flag.Settings.Key, Workspace.Environment.Key),
            Context.RequestAborted
        );
    }
}

using Microsoft.AspNetCore.Components;
using Waypost.Manager.Ui;

namespace Waypost.Manager.Features.Experiments;

/// <summary>The environment's experiments: running, planned, finished.</summary>
public sealed partial class ExperimentsPage
{
    private List<ExperimentView> shown = [];
    private List<(NamedKey Environment, int Count)> elsewhere = [];

    [CascadingParameter]
    private Workspace Workspace { get; set; } = null!;

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    [Inject]
    private FindExperiments.Handler Find { get; set; } = null!;

    [Parameter]
    public string Project { get; set; } = "";

    protected override async Task OnInitializedAsync()
    {
        var all = await Find.AllAsync(Workspace.Project.Key, new(null, null, null), Context.RequestAborted);
        shown = all.FindAll(experiment => experiment.Environment == Workspace.Environment.Key);
        elsewhere =
        [
            .. Workspace
                .Environments.Where(environment => environment.Key != Workspace.Environment.Key)
                .Select(environment => (environment, all.Count(experiment => experiment.Environment == environment.Key)))
                .Where(other => other.Item2 > 0),
        ];
    }
}

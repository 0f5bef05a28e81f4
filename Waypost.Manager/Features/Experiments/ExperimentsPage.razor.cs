using Microsoft.AspNetCore.Components;
using Waypost.Manager.Ui;

namespace Waypost.Manager.Features.Experiments;

/// <summary>The experiments of the environment: running, drafts and stopped.</summary>
public sealed partial class ExperimentsPage
{
    private List<ExperimentView> experiments = [];
    private List<(NamedKey Environment, int Count)> otherEnvironments = [];

    [CascadingParameter]
    private Workspace Workspace { get; set; } = null!;

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    [Inject]
    private FindExperiments.Handler Find { get; set; } = null!;

    [Parameter]
    public string Project { get; set; } = "";

    private string NewExperiment => Urls.NewExperiment(Workspace.Project.Key, Workspace.Environment.Key);

    protected override async Task OnInitializedAsync()
    {
        var all = await Find.AllAsync(Workspace.Project.Key, new(null, null, null), Context.RequestAborted);
        experiments = all.FindAll(experiment => experiment.Environment == Workspace.Environment.Key);
        otherEnvironments =
        [
            .. Workspace
                .Environments.Where(environment => environment.Key != Workspace.Environment.Key)
                .Select(environment => (environment, all.Count(experiment => experiment.Environment == environment.Key)))
                .Where(other => other.Item2 > 0),
        ];
    }

    private static string Describe(NamedKey environment, int count) =>
        $"{Plural.Of(count, "experiment", "experiments")} in {environment.Name}";
}

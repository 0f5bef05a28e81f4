using Microsoft.AspNetCore.Components;
using Waypost.Manager.Ui;
using Waypost.Manager.Ui.Queries;

namespace Waypost.Manager.Features.Experiments;

/// <summary>Creates an experiment from a name and a flag; the rest is planned on the experiment's own page.</summary>
public sealed partial class NewExperimentPage
{
    private const string ExampleHypothesis =
        "If we ask only for the address, more visitors complete the quote, because most of them leave at the long form.";

    private static readonly string[] Fields = ["name", "flag", "environment", "hypothesis"];

    private List<NamedKey> flags = [];

    [Inject]
    private FlagQuery Flags { get; set; } = null!;

    [Inject]
    private CreateExperiment.Handler CreateExperiment { get; set; } = null!;

    [SupplyParameterFromQuery(Name = "flag")]
    private string? SuggestedFlag { get; set; }

    private string? Flag => Posted("flag") ?? SuggestedFlag;

    private string ExperimentsUrl => Urls.Experiments(Workspace.Project.Key, Workspace.Environment.Key);

    private protected override async Task LoadAsync() => flags = await Flags.ListAsync(Workspace, Aborted);

    private async Task CreateAsync()
    {
        if (!MayEdit())
        {
            return;
        }

        var request = new ExperimentRequest
        {
            Name = Typed("name"),
            Flag = Typed("flag"),
            Environment = Workspace.Environment.Key,
            Hypothesis = Typed("hypothesis"),
        };
        await EndAsync(
            await CreateExperiment.HandleAsync(Workspace.Project.Key, request, Actor, Aborted),
            created => new($"{created.Name} created. Now choose its metrics and duration."),
            created => Urls.Experiment(Workspace.Project.Key, created.Environment, created.Id)
        );
    }
}

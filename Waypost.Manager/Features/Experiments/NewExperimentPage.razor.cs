using Microsoft.AspNetCore.Components;
using Waypost.Manager.Ui;
using Waypost.Manager.Ui.Queries;

namespace Waypost.Manager.Features.Experiments;

/// <summary>Names an experiment and its flag; everything else is planned on its own page.</summary>
public sealed partial class NewExperimentPage
{
    private static readonly string[] Fields = ["name", "flag", "environment", "hypothesis"];

    private List<NamedKey> flags = [];

    [Inject]
    private FlagQuery Details { get; set; } = null!;

    [Inject]
    private CreateExperiment.Handler Create { get; set; } = null!;

    [SupplyParameterFromQuery(Name = "flag")]
    private string? Suggested { get; set; }

    private string? Flag => Posted("flag") ?? Suggested;

    private protected override async Task LoadAsync() => flags = await Details.ListAsync(Workspace, Aborted);

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
            await Create.HandleAsync(Workspace.Project.Key, request, Actor, Aborted),
            created => new($"{created.Name} is planned. Choose its metrics and how long it shall run."),
            created => Urls.Experiment(Workspace.Project.Key, created.Environment, created.Id)
        );
    }
}

using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Data;
using Waypost.Manager.Ui;

namespace Waypost.Manager.Features.Experiments;

/// <summary>Names an experiment and its flag; everything else is planned on its own page.</summary>
public sealed partial class NewExperimentPage
{
    private static readonly string[] Fields = ["name", "flag", "environment", "hypothesis"];

    private List<Named> flags = [];

    [Inject]
    private ManagerDb Db { get; set; } = null!;

    [Inject]
    private CreateExperiment.Handler Create { get; set; } = null!;

    [SupplyParameterFromQuery(Name = "flag")]
    private string? Suggested { get; set; }

    private string? Flag => Posted("flag") ?? Suggested;

    protected override async Task OnInitializedAsync()
    {
        var found = await Db
            .Flags.AsNoTracking()
            .Where(f => f.Project.Key == Workspace.Project.Key && !f.Archived)
            .Select(f => new Named(f.Key, f.Name))
            .ToListAsync(Aborted);
        flags = [.. found.OrderBy(flag => flag.Name, NaturalOrder.Comparer).ThenBy(flag => flag.Key, NaturalOrder.Comparer)];
    }

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
        var outcome = await Create.HandleAsync(Workspace.Project.Key, request, Actor, Aborted);
        if (outcome.Succeeded(out var made, out var refused))
        {
            Done(
                $"{made.Name} is planned. Choose its metrics and how long it shall run.",
                Urls.Experiment(Workspace.Project.Key, made.Environment, made.Id)
            );
        }
        else
        {
            Refuse(refused);
        }
    }
}

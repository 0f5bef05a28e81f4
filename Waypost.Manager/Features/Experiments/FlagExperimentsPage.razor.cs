using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Waypost.Flags;
using Waypost.Manager.Data;
using Waypost.Manager.Ui;

namespace Waypost.Manager.Features.Experiments;

/// <summary>A flag's experiments in the chosen environment.</summary>
public sealed partial class FlagExperimentsPage
{
    private Flag? settings;
    private string? name;
    private string? description;
    private IReadOnlyList<string> tags = [];
    private List<ExperimentView> experiments = [];

    [CascadingParameter]
    private Workspace Workspace { get; set; } = null!;

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    [Inject]
    private ManagerDb Db { get; set; } = null!;

    [Inject]
    private FindExperiments.Handler Find { get; set; } = null!;

    [Parameter]
    public string Project { get; set; } = "";

    [Parameter]
    public string Flag { get; set; } = "";

    protected override async Task OnInitializedAsync()
    {
        var row = await Db
            .FlagSettings.AsNoTracking()
            .Include(s => s.Flag)
            .SingleOrDefaultAsync(
                s => s.Flag.Project.Key == Workspace.Project.Key && s.Environment.Key == Workspace.Environment.Key && s.Flag.Key == Flag,
                Context.RequestAborted
            );
        if (row is null)
        {
            Context.Answer(StatusCodes.Status404NotFound);
            return;
        }

        experiments = await Find.AllAsync(
            Workspace.Project.Key,
            new(null, row.Flag.Key, Workspace.Environment.Key),
            Context.RequestAborted
        );
        (settings, name, description, tags) = (row.ToFlag(row.Flag), row.Flag.Name, row.Flag.Description, row.Flag.Tags);
    }
}

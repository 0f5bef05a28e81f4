using Microsoft.AspNetCore.Components;
using Waypost.Manager.Http;
using Waypost.Manager.Ui;

namespace Waypost.Manager.Features.Flags;

/// <summary>All flags of the project, with their settings in one environment.</summary>
public sealed partial class FlagsPage
{
    private const int PageSize = 100;

    private List<Row> found = [];
    private List<Row> shown = [];
    private int pages;

    [CascadingParameter]
    private Workspace Workspace { get; set; } = null!;

    [CascadingParameter]
    private CurrentUser CurrentUser { get; set; } = null!;

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    [Inject]
    private FindFlags.Handler Find { get; set; } = null!;

    [Parameter]
    public string Project { get; set; } = "";

    [SupplyParameterFromQuery]
    private string? Search { get; set; }

    /// <summary>on, off, or null for both.</summary>
    [SupplyParameterFromQuery]
    private string? State { get; set; }

    [SupplyParameterFromQuery]
    private string? Tag { get; set; }

    /// <summary>changed, or null for by name.</summary>
    [SupplyParameterFromQuery]
    private string? Sort { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    private int? RequestedPage { get; set; }

    private int Page => Math.Clamp(RequestedPage ?? 1, 1, Math.Max(1, pages));

    protected override async Task OnInitializedAsync()
    {
        Search = string.IsNullOrWhiteSpace(Search) ? null : Search.Trim();
        Tag = string.IsNullOrWhiteSpace(Tag) ? null : Tag;
        State = State is "on" or "off" ? State : null;
        Sort = Sort == "changed" ? Sort : null;

        found = await FindAsync(Context.RequestAborted);
        var inState = found.Where(row => State is null || row.State.Enabled == (State == "on")).ToList();
        var sorted = Sort is null
            ? inState.OrderBy(row => row.Flag.Name, NaturalOrder.Comparer).ThenBy(row => row.Flag.Key, NaturalOrder.Comparer)
            : inState.OrderByDescending(row => row.State.UpdatedAt).ThenBy(row => row.Flag.Key, NaturalOrder.Comparer);
        pages = (inState.Count + PageSize - 1) / PageSize;
        shown = [.. sorted.Skip((Page - 1) * PageSize).Take(PageSize)];
    }

    private async Task<List<Row>> FindAsync(CancellationToken cancellationToken)
    {
        var flags = (
            await Paging.AllAsync(paging => Find.ListAsync(Workspace.Project.Key, new(Search, Tag), paging, cancellationToken))
        ).Match(all => all, _ => []);
        return
        [
            .. flags
                .Where(flag => flag.Environments.ContainsKey(Workspace.Environment.Key))
                .Select(flag => new Row(flag, flag.Environments[Workspace.Environment.Key])),
        ];
    }

    private string With(string? state = null, string? tag = null, string? sort = null, int page = 1) =>
        Urls.Flags(Workspace.Project.Key, Workspace.Environment.Key, Search, state ?? State, tag ?? Tag, sort ?? Sort, page);

    private sealed record Row(FlagView Flag, FlagState State)
    {
        public ServingSummary Serving => new(State.Enabled, State.OffVariant, State.Fallthrough, State.Assignments, State.Rules);
    }
}

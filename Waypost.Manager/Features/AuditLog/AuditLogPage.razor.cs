using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Components;
using Waypost.Manager.Http;
using Waypost.Manager.Ui;

namespace Waypost.Manager.Features.AuditLog;

/// <summary>Every change, newest first.</summary>
public sealed partial class AuditLogPage
{
    private const int PageSize = 50;

    private IReadOnlyList<FindAuditEntries.View> rows = [];
    private FindAuditEntries.FilterOptions options = new([], [], []);
    private string? older;

    [CascadingParameter]
    private Workspace Workspace { get; set; } = null!;

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    [Inject]
    private FindAuditEntries.Handler Find { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    [Parameter]
    public string Project { get; set; } = "";

    [SupplyParameterFromQuery]
    private string? Flag { get; set; }

    [SupplyParameterFromQuery]
    private string? Type { get; set; }

    [SupplyParameterFromQuery(Name = "actor")]
    private string? ChangedBy { get; set; }

    [SupplyParameterFromQuery]
    private string? Environment { get; set; }

    [SupplyParameterFromQuery]
    private string? Cursor { get; set; }

    private bool IsFiltered => (Flag ?? Type ?? ChangedBy ?? Environment ?? Cursor) is not null;

    protected override async Task OnInitializedAsync()
    {
        (Flag, Type, ChangedBy, Environment) = (NullIfBlank(Flag), NullIfBlank(Type), NullIfBlank(ChangedBy), NullIfBlank(Environment));
        options = await Find.FilterOptionsAsync(Workspace.Project.Key, Context.RequestAborted);
        var outcome = await Find.HandleAsync(
            Workspace.Project.Key,
            new(Flag, Type, ChangedBy, Environment),
            new(PageSize, NullIfBlank(Cursor)),
            Context.RequestAborted
        );
        if (outcome.Succeeded(out var page, out var refused))
        {
            (rows, older) = (page.Items, page.NextCursor);
        }
        else
        {
            Context.SetStatus(refused.Status());
        }
    }

    private string Day(DateTime day) =>
        (Time.GetUtcNow().UtcDateTime.Date - day).Days switch
        {
            0 => "Today",
            1 => "Yesterday",
            _ => day.ToString("dddd, d MMMM yyyy", CultureInfo.InvariantCulture),
        };

    private string EnvironmentName(string key) => Workspace.Environments.FirstOrDefault(environment => environment.Key == key)?.Name ?? key;

    // For entries that name no flag, such as those of keys and segments, the recorded values hold the name.
    private static string? NameOf(FindAuditEntries.View row) =>
        (row.After ?? row.Before) is { ValueKind: JsonValueKind.Object } values
        && (values.TryGetProperty("name", out var name) || values.TryGetProperty("key", out name))
        && name.ValueKind == JsonValueKind.String
            ? name.GetString()
            : null;

    private static string? NullIfBlank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}

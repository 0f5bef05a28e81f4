using System.Text.Json;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Waypost.Flags;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;
using Waypost.Manager.Ui;

namespace Waypost.Manager.Features.Flags;

/// <summary>What a flag is called, and its end.</summary>
public sealed partial class FlagAboutPage
{
    private FlagView? view;
    private Flag? settings;
    private DateTimeOffset changedAt;
    private Refusal? refusal;
    private IReadOnlyList<string> deleteErrors = [];

    [CascadingParameter]
    private Workspace Workspace { get; set; } = null!;

    [CascadingParameter]
    private CurrentUser CurrentUser { get; set; } = null!;

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    [Inject]
    private ManagerDb Db { get; set; } = null!;

    [Inject]
    private FindFlags.Handler Find { get; set; } = null!;

    [Inject]
    private EditFlag.Handler Edit { get; set; } = null!;

    [Inject]
    private DeleteFlag.Handler Remove { get; set; } = null!;

    [Inject]
    private Flash Flash { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Parameter]
    public string Project { get; set; } = "";

    [Parameter]
    public string Flag { get; set; } = "";

    private string Here => Urls.FlagAbout(Workspace.Project.Key, Workspace.Environment.Key, Flag);

    private string Name => Posted("name") ?? view!.Name;

    private string Description => Posted("description") ?? view!.Description;

    private string Tags => Posted("tags") ?? string.Join(", ", view!.Tags);

    private string[] TagList => Tags.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    protected override Task OnInitializedAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        if (!(await Find.GetAsync(Workspace.Project.Key, Flag, Context.RequestAborted)).Succeeded(out view, out _))
        {
            Context.Answer(StatusCodes.Status404NotFound);
            return;
        }

        var row = await Db
            .FlagSettings.AsNoTracking()
            .Include(s => s.Flag)
            .SingleOrDefaultAsync(
                s =>
                    s.Flag.Project.Key == Workspace.Project.Key && s.Environment.Key == Workspace.Environment.Key && s.Flag.Key == view.Key,
                Context.RequestAborted
            );
        settings = row?.ToFlag(row.Flag);
    }

    private async Task DescribeAsync()
    {
        if (!MayEdit() || view is null)
        {
            return;
        }

        var patch = JsonSerializer.SerializeToElement(
            new
            {
                name = Name,
                description = Description,
                tags = TagList,
            }
        );
        var outcome = await Edit.HandleAsync(
            Workspace.Project.Key,
            view.Key,
            patch,
            Posted("revision"),
            Actor.Of(Context.User),
            Context.RequestAborted
        );
        if (outcome.Succeeded(out var saved, out var refused))
        {
            Flash.Keep(Context, new($"{saved.Key} is described anew."));
            Navigation.NavigateTo(Here);
            return;
        }

        Refuse(refused);
        if (refused is Refusal.Stale)
        {
            await LoadAsync();
            changedAt =
                await Db
                    .AuditEntries.Where(e => e.Flag == view.Key && e.Environment == null)
                    .MaxAsync(e => (DateTimeOffset?)e.At, Context.RequestAborted)
                ?? view.CreatedAt;
        }
    }

    private async Task DeleteAsync()
    {
        if (!MayEdit() || view is null)
        {
            return;
        }

        if (!string.Equals(Posted("confirm")?.Trim(), view.Key, StringComparison.Ordinal))
        {
            deleteErrors = [$"This is not the flag's key. Type {view.Key} exactly."];
            Context.Answer(StatusCodes.Status400BadRequest);
            return;
        }

        var outcome = await Remove.HandleAsync(Workspace.Project.Key, view.Key, null, Actor.Of(Context.User), Context.RequestAborted);
        if (outcome.Succeeded(out _, out var refused))
        {
            Flash.Keep(Context, new($"{view.Key} is deleted. SDKs fall back to the default in code."));
            Navigation.NavigateTo(Urls.Flags(Workspace.Project.Key, Workspace.Environment.Key));
            return;
        }

        Refuse(refused);
    }

    private bool MayEdit()
    {
        if (CurrentUser.MayNotEdit is { } reason)
        {
            Refuse(new Refusal.Forbidden(reason));
            return false;
        }

        return true;
    }

    private void Refuse(Refusal refused)
    {
        refusal = refused;
        Context.Answer(refused.Status());
    }

    private string? Posted(string field) =>
        Context.Request.HasFormContentType && Context.Request.Form.TryGetValue(field, out var value) ? value.ToString() : null;
}

using System.Text.Json;
using Microsoft.AspNetCore.Components;
using Waypost.Manager.Core;
using Waypost.Manager.Ui;
using Waypost.Manager.Ui.Queries;

namespace Waypost.Manager.Features.Flags;

/// <summary>A flag's name, description and tags, and its deletion.</summary>
public sealed partial class FlagAboutPage
{
    private static readonly string[] Fields = ["name", "description", "tags"];

    private FlagDetails? flag;
    private FlagView? view;
    private DateTimeOffset changedAt;

    [Inject]
    private FlagQuery Details { get; set; } = null!;

    [Inject]
    private FindFlags.Handler Find { get; set; } = null!;

    [Inject]
    private EditFlag.Handler Edit { get; set; } = null!;

    [Inject]
    private DeleteFlag.Handler Remove { get; set; } = null!;

    [Parameter]
    public string Flag { get; set; } = "";

    private string Here => Urls.FlagAbout(Workspace.Project.Key, Workspace.Environment.Key, Flag);

    private string Name => Posted("name") ?? view!.Name;

    private string Description => Posted("description") ?? view!.Description;

    private string Tags => Posted("tags") ?? string.Join(", ", view!.Tags);

    private string[] TagList => Tags.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private protected override async Task LoadAsync()
    {
        flag = await Details.FindAsync(Workspace, Flag, Aborted);
        if (!(await Find.GetAsync(Workspace.Project.Key, Flag, Aborted)).Succeeded(out view, out _))
        {
            Context.SetStatus(StatusCodes.Status404NotFound);
        }
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
        await EndAsync(
            await Edit.HandleAsync(Workspace.Project.Key, view.Key, patch, Posted("revision"), Actor, Aborted),
            saved => $"{saved.Key} saved.",
            Here
        );
        if (Refused is Refusal.Stale)
        {
            changedAt = await Details.DefinitionChangedAtAsync(Workspace, view.Key, Aborted) ?? view.CreatedAt;
        }
    }

    private async Task DeleteAsync()
    {
        if (
            MayEdit()
            && view is not null
            && IsConfirmed(view.Key, $"The key does not match, so nothing was deleted. Type {view.Key} exactly.")
        )
        {
            await EndAsync(
                await Remove.HandleAsync(Workspace.Project.Key, view.Key, null, Actor, Aborted),
                _ => $"{view.Key} deleted. Applications that still evaluate it now get the default value in their code.",
                Urls.Flags(Workspace.Project.Key, Workspace.Environment.Key)
            );
        }
    }
}

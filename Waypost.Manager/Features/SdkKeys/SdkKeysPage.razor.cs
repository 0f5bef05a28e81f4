using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;
using Waypost.Manager.Core;
using Waypost.Manager.Http;
using Waypost.Manager.Ui;
using Waypost.Wire;

namespace Waypost.Manager.Features.SdkKeys;

/// <summary>
/// A new key is shown in the answer to the post that made it, not after a redirect: a secret should lie nowhere in between.
/// </summary>
public sealed partial class SdkKeysPage
{
    private List<SdkKeyView> keys = [];
    private SdkKeyView? fresh;
    private Refusal? refusal;
    private SdkKeyView? unconfirmed;

    [CascadingParameter]
    private Workspace Workspace { get; set; } = null!;

    [CascadingParameter]
    private CurrentUser CurrentUser { get; set; } = null!;

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    [Inject]
    private ListSdkKeys.Handler List { get; set; } = null!;

    [Inject]
    private CreateSdkKey.Handler Create { get; set; } = null!;

    [Inject]
    private RotateSdkKey.Handler Rotate { get; set; } = null!;

    [Inject]
    private RevokeSdkKey.Handler Revoke { get; set; } = null!;

    [Inject]
    private IOptions<ManagerOptions> Configured { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    [Inject]
    private Flash Flash { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Parameter]
    public string Project { get; set; } = "";

    [Parameter]
    public string Environment { get; set; } = "";

    private long Id => long.TryParse(Typed("id"), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0;

    private SdkKeyAddress Address => new(Workspace.Project.Key, Workspace.Environment.Key, Id);

    private IReadOnlyList<string> NameErrors =>
        refusal is Refusal.Conflict && Typed("_handler") == "create" ? [refusal.Message] : refusal.Of("name");

    protected override Task OnInitializedAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        if (!CurrentUser.CanAdminister)
        {
            return;
        }

        if (
            (
                await Paging.AllAsync(paging =>
                    List.ListAsync(Workspace.Project.Key, Workspace.Environment.Key, paging, Context.RequestAborted)
                )
            ).Succeeded(out var all, out var refused)
        )
        {
            keys = [.. all.OrderByDescending(key => key.CreatedAt)];
        }
        else
        {
            Refuse(refused);
        }
    }

    private async Task CreateAsync()
    {
        var kind = Typed("kind");
        var origins = Typed("origins").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var request = new CreateSdkKey.Request
        {
            Kind = kind,
            Name = Typed("name"),
            AllowedOrigins = kind == SdkKey.Client ? origins : null,
        };
        await ShowAsync(() =>
            Create.HandleAsync(Workspace.Project.Key, Workspace.Environment.Key, request, Actor.Of(Context.User), Context.RequestAborted)
        );
    }

    private async Task RotateAsync()
    {
        double? grace = double.TryParse(Typed("grace"), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var hours)
            ? hours
            : null;
        await ShowAsync(() => Rotate.HandleAsync(Address, new() { GraceHours = grace }, Actor.Of(Context.User), Context.RequestAborted));
    }

    private async Task RevokeAsync()
    {
        if (!MayAdminister())
        {
            return;
        }

        var named = keys.Find(key => key.Id == Id);
        if (named is not null && Typed("confirm").Trim() != ConfirmedBy(named))
        {
            unconfirmed = named;
            Context.Answer(StatusCodes.Status400BadRequest);
            return;
        }

        if (!(await Revoke.HandleAsync(Address, Actor.Of(Context.User), Context.RequestAborted)).Succeeded(out _, out var refused))
        {
            Refuse(refused);
            return;
        }

        Flash.Keep(Context, new($"{(named is null ? "The key" : Called(named))} is revoked."));
        Navigation.NavigateTo(Urls.SdkKeys(Workspace.Project.Key, Workspace.Environment.Key));
    }

    private async Task ShowAsync(Func<Task<Outcome<SdkKeyView>>> make)
    {
        if (!MayAdminister())
        {
            return;
        }

        if (!(await make()).Succeeded(out fresh, out var refused))
        {
            Refuse(refused);
            return;
        }

        await LoadAsync();
    }

    private bool MayAdminister()
    {
        if (CurrentUser.MayNotAdminister is { } reason)
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

    private string Until(DateTimeOffset end)
    {
        var left = end - Time.GetUtcNow();
        return left.TotalHours < 1.5 ? $"{Math.Max(1, Math.Ceiling(left.TotalMinutes)):0} min"
            : left.TotalHours < 48 ? $"{Math.Round(left.TotalHours):0} h"
            : $"{Math.Round(left.TotalDays):0} days";
    }

    private string Snippet(SdkKeyView key) =>
        $$"""
            "Waypost": {
              "SdkKey": "{{key.Key}}",
              "ProviderUrl": "{{Configured.Value.ProviderUrl ?? "the address of your flag provider"}}"
            }
            """;

    // Keys that were made before names had to differ may share one; how a key begins never does.
    private bool SharesItsName(SdkKeyView key) =>
        keys.Exists(other => other.Id != key.Id && string.Equals(other.Name, key.Name, StringComparison.OrdinalIgnoreCase));

    private string Called(SdkKeyView key) => SharesItsName(key) ? $"{key.Name}, {key.Prefix}…" : key.Name;

    private IReadOnlyList<string> ConfirmErrors(SdkKeyView key) =>
        key.Id == unconfirmed?.Id ? [$"Nothing is revoked: what you typed is not {ConfirmedBy(key)}."] : [];

    private string ConfirmedBy(SdkKeyView key) => SharesItsName(key) ? key.Prefix : key.Name;

    private string Typed(string field) => Context.Request.HasFormContentType ? Context.Request.Form[field].ToString() : "";
}

using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;
using Waypost.Manager.Core;
using Waypost.Manager.Http;
using Waypost.Manager.Ui;
using Waypost.Wire;

namespace Waypost.Manager.Features.SdkKeys;

/// <summary>
/// A new key is shown in the response to the post that created it, not after a redirect, so that the secret is stored nowhere.
/// </summary>
public sealed partial class SdkKeysPage
{
    private static readonly string[] Fields = ["name", "allowedOrigins"];

    private List<SdkKeyView> keys = [];
    private SdkKeyView? created;

    [Inject]
    private ListSdkKeys.Handler List { get; set; } = null!;

    [Inject]
    private CreateSdkKey.Handler Create { get; set; } = null!;

    [Inject]
    private RotateSdkKey.Handler Rotate { get; set; } = null!;

    [Inject]
    private RevokeSdkKey.Handler Revoke { get; set; } = null!;

    [Inject]
    private IOptions<ManagerOptions> Configuration { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    [Parameter]
    public string Environment { get; set; } = "";

    private long Id => long.TryParse(Typed("id"), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0;

    private SdkKeyAddress Address => new(Workspace.Project.Key, Workspace.Environment.Key, Id);

    private IReadOnlyList<string> NameErrors => Refused is Refusal.Conflict && PostedAction is null ? [Refused.Message] : Errors("name");

    private protected override async Task LoadAsync()
    {
        if (!CurrentUser.CanAdminister)
        {
            return;
        }

        if (
            (await Paging.AllAsync(paging => List.ListAsync(Workspace.Project.Key, Workspace.Environment.Key, paging, Aborted))).Succeeded(
                out var all,
                out var refused
            )
        )
        {
            keys = [.. all.OrderByDescending(key => key.CreatedAt)];
        }
        else
        {
            Refuse(refused);
        }
    }

    private Task SubmitAsync() =>
        PostedAction switch
        {
            "rotate" => RotateAsync(),
            "revoke" => RevokeAsync(),
            _ => CreateAsync(),
        };

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
        await ShowAsync(() => Create.HandleAsync(Workspace.Project.Key, Workspace.Environment.Key, request, Actor, Aborted));
    }

    private async Task RotateAsync()
    {
        double? grace = double.TryParse(Typed("grace"), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var hours)
            ? hours
            : null;
        await ShowAsync(() => Rotate.HandleAsync(Address, new() { GraceHours = grace }, Actor, Aborted));
    }

    private async Task RevokeAsync()
    {
        if (!MayAdminister())
        {
            return;
        }

        var key = keys.Find(key => key.Id == Id);
        if (
            key is null
            || IsConfirmed(ConfirmedBy(key), $"The text does not match, so nothing was revoked. Type {ConfirmedBy(key)} exactly.")
        )
        {
            await EndAsync(
                await Revoke.HandleAsync(Address, Actor, Aborted),
                _ => $"{(key is null ? "The key" : DisplayName(key))} revoked.",
                Urls.SdkKeys(Workspace.Project.Key, Workspace.Environment.Key)
            );
        }
    }

    private async Task ShowAsync(Func<Task<Outcome<SdkKeyView>>> create)
    {
        if (!MayAdminister())
        {
            return;
        }

        if (!(await create()).Succeeded(out created, out var refused))
        {
            Refuse(refused);
            return;
        }

        await LoadAsync();
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
              "ProviderUrl": "{{Configuration.Value.ProviderUrl ?? "the address of your flag provider"}}"
            }
            """;

    // Keys created before names had to be unique may share one; prefixes are always unique.
    private bool HasSharedName(SdkKeyView key) =>
        keys.Exists(other => other.Id != key.Id && string.Equals(other.Name, key.Name, StringComparison.OrdinalIgnoreCase));

    private string DisplayName(SdkKeyView key) => HasSharedName(key) ? $"{key.Name}, {key.Prefix}…" : key.Name;

    private string ConfirmedBy(SdkKeyView key) => HasSharedName(key) ? key.Prefix : key.Name;
}

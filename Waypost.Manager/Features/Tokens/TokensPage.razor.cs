using System.Globalization;
using Microsoft.AspNetCore.Components;
using Waypost.Manager.Core;
using Waypost.Manager.Http;
using Waypost.Manager.Ui;

namespace Waypost.Manager.Features.Tokens;

/// <summary>The current user's tokens. A new one is only shown in the response to the post that created it.</summary>
public sealed partial class TokensPage
{
    private static readonly string[] Fields = ["name", "role", "expiresAt"];

    private static readonly (string Role, string May)[] RoleDescriptions =
    [
        (Roles.Viewer, "Read only."),
        (Roles.Editor, "Can also change flags, metrics and experiments."),
        (Roles.Admin, "Full access, including SDK keys, the analytics database and users."),
    ];

    private static readonly (string Days, string Words)[] Lifetimes =
    [
        ("30", "in 30 days"),
        ("90", "in 90 days"),
        ("365", "in 1 year"),
        ("", "never"),
    ];

    private List<TokenView> tokens = [];
    private TokenView? created;

    [Inject]
    private FindTokens.Handler Find { get; set; } = null!;

    [Inject]
    private CreateToken.Handler Create { get; set; } = null!;

    [Inject]
    private DeleteToken.Handler Remove { get; set; } = null!;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    // A token cannot do more than its user.
    private IEnumerable<(string Role, string May)> AvailableRoles =>
        RoleDescriptions.Where(role => Roles.Includes(CurrentUser.Role, role.Role));

    private string Role => Posted("role") ?? Roles.Viewer;

    private string Days => Posted("days") ?? "90";

    private protected override async Task LoadAsync()
    {
        if ((await Paging.AllAsync(paging => Find.ListAsync(paging, Actor, Aborted))).Succeeded(out var all, out var refused))
        {
            tokens = [.. all.OrderByDescending(token => token.Id)];
        }
        else
        {
            Refuse(refused);
        }
    }

    private Task SubmitAsync() => PostedAction == "revoke" ? RevokeAsync() : CreateAsync();

    private async Task CreateAsync()
    {
        DateTimeOffset? expiresAt =
            int.TryParse(Days, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is > 0 and <= 3650
                ? Clock.GetUtcNow().AddDays(days)
                : null;
        if (expiresAt is null && Days.Length > 0)
        {
            Refuse(Refusal.Invalid.Field("expiresAt", "Choose when the token expires."));
            return;
        }

        var request = new CreateToken.Request
        {
            Name = Typed("name"),
            Role = Role,
            ExpiresAt = expiresAt,
        };
        if (!(await Create.HandleAsync(request, Actor, Aborted)).Succeeded(out created, out var refused))
        {
            Refuse(refused);
            return;
        }

        await LoadAsync();
    }

    private async Task RevokeAsync()
    {
        var id = long.TryParse(Typed("id"), NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : 0;
        var name = tokens.Find(token => token.Id == id)?.Name;
        await EndAsync(await Remove.HandleAsync(id, Actor, Aborted), _ => $"{name} revoked.", Urls.Tokens);
    }
}

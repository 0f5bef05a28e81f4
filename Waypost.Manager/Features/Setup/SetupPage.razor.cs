using Microsoft.AspNetCore.Components;
using Waypost.Manager.Core;

namespace Waypost.Manager.Features.Setup;

public sealed partial class SetupPage
{
    private bool isDone;

    [Inject]
    private CreateFirstAdministrator.Handler Create { get; set; } = null!;

    [SupplyParameterFromQuery]
    private string? Token { get; set; }

    private protected override async Task LoadAsync() => isDone = !await Create.IsOpenAsync(Aborted);

    private async Task SetUpAsync()
    {
        var request = new CreateFirstAdministrator.Request(Posted("token"), Posted("name"), Posted("email"), Posted("password"));
        if ((await Create.HandleAsync(request, Aborted)).Succeeded(out _, out var refused))
        {
            Navigation.NavigateTo("/");
            return;
        }

        isDone = refused is Refusal.Conflict;
        Refuse(refused);
    }
}

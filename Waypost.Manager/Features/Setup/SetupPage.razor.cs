using Microsoft.AspNetCore.Components;
using Waypost.Manager.Core;
using Waypost.Manager.Http;
using Waypost.Manager.Ui;

namespace Waypost.Manager.Features.Setup;

public sealed partial class SetupPage
{
    private bool done;
    private Refusal? refusal;

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    [Inject]
    private CreateFirstAdministrator.Handler Create { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [SupplyParameterFromQuery]
    private string? Token { get; set; }

    protected override async Task OnInitializedAsync() => done = !await Create.IsOpenAsync(Context.RequestAborted);

    private async Task SetUpAsync()
    {
        var outcome = await Create.HandleAsync(
            new(Typed("token"), Typed("name"), Typed("email"), Typed("password")),
            Context.RequestAborted
        );
        if (outcome.Succeeded(out _, out refusal))
        {
            Navigation.NavigateTo("/");
            return;
        }

        done = refusal is Refusal.Conflict;
        Context.Answer(refusal.Status());
    }

    private string? Typed(string field) =>
        Context.Request.HasFormContentType && Context.Request.Form.TryGetValue(field, out var value) ? value.ToString() : null;
}

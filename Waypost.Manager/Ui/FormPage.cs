using Microsoft.AspNetCore.Components;
using Waypost.Manager.Core;
using Waypost.Manager.Http;

namespace Waypost.Manager.Ui;

/// <summary>
/// A page with forms: what was posted, who posted it, and the two ways it can end. Done redirects with a message; refused
/// shows the page again with what was typed.
/// </summary>
public abstract class FormPage : ComponentBase
{
    [CascadingParameter]
    public Workspace Workspace { get; set; } = null!;

    [CascadingParameter]
    public CurrentUser CurrentUser { get; set; } = null!;

    [CascadingParameter]
    public HttpContext Context { get; set; } = null!;

    [Inject]
    public Flash Flash { get; set; } = null!;

    [Inject]
    public NavigationManager Navigation { get; set; } = null!;

    [Parameter]
    public string Project { get; set; } = "";

    private protected Refusal? Refused { get; private set; }

    private protected Actor Actor => Actor.Of(Context.User);

    private protected CancellationToken Aborted => Context.RequestAborted;

    private protected string? Posted(string field) =>
        Context.Request.HasFormContentType && Context.Request.Form.TryGetValue(field, out var value) ? value.ToString() : null;

    private protected string Typed(string field) => Posted(field) ?? "";

    /// <summary>The message above the page, unless it stands beside one of these fields or is about a conflict.</summary>
    private protected string? MessageUnless(params IEnumerable<string> fields) =>
        Refused is null or Refusal.Stale || Refused.Of(fields).Count > 0 ? null : Refused.Message;

    private protected void Refuse(Refusal refusal)
    {
        Refused = refusal;
        Context.Answer(refusal.Status());
    }

    private protected void Done(string message, string then)
    {
        Flash.Keep(Context, new(message));
        Navigation.NavigateTo(then);
    }

    /// <summary>True if this reader may change experiments and metrics; else the page says why not.</summary>
    private protected bool MayEdit() => May(CurrentUser.MayNotEdit);

    /// <summary>True if this reader may change connections; else the page says why not.</summary>
    private protected bool MayAdminister() => May(CurrentUser.MayNotAdminister);

    private bool May(string? reason)
    {
        if (reason is not null)
        {
            Refuse(new Refusal.Forbidden(reason));
        }

        return reason is null;
    }
}

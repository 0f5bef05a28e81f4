using Microsoft.AspNetCore.Components;
using Waypost.Manager.Core;
using Waypost.Manager.Http;

namespace Waypost.Manager.Ui;

/// <summary>
/// A page with forms. A post ends in one of two ways: saved, it redirects with a message; refused, it shows the page again with the
/// reason and what was typed.
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
    public ToastCookie ToastCookie { get; set; } = null!;

    [Inject]
    public NavigationManager Navigation { get; set; } = null!;

    [Parameter]
    public string Project { get; set; } = "";

    private protected Refusal? Refused { get; private set; }

    /// <summary>What is wrong with the name that was typed to confirm a deletion.</summary>
    private protected IReadOnlyList<string> ConfirmErrors { get; private set; } = [];

    private protected Actor Actor => Actor.Of(Context.User);

    private protected CancellationToken Aborted => Context.RequestAborted;

    /// <summary>Which of the page's forms was posted, if any.</summary>
    private protected string? PostedForm => Posted("_handler");

    /// <summary>What the posted form is to do, where one form has several buttons.</summary>
    private protected string? PostedAction => Posted("do");

    protected override Task OnInitializedAsync() => LoadAsync();

    /// <summary>Reads what the page shows: at first, and again after a conflict with someone else's change.</summary>
    private protected virtual Task LoadAsync() => Task.CompletedTask;

    private protected string? Posted(string field) =>
        Context.Request.HasFormContentType && Context.Request.Form.TryGetValue(field, out var value) ? value.ToString() : null;

    private protected string Typed(string field) => Posted(field) ?? "";

    private protected IReadOnlyList<string> Errors(params IEnumerable<string> fields) => Refused.ErrorsOf(fields);

    /// <summary>For aria-invalid: "true" if something is wrong with one of these fields, else null.</summary>
    private protected string? Invalid(params IEnumerable<string> fields) => Errors(fields).Count > 0 ? "true" : null;

    /// <summary>The message above the page, unless it is shown beside one of these fields or is about a conflict.</summary>
    private protected string? MessageUnless(params IEnumerable<string> fields) =>
        Refused is null or Refusal.Stale || Refused.ErrorsOf(fields).Count > 0 ? null : Refused.Message;

    /// <param name="status">Of the answer, where it is not the usual one of this refusal.</param>
    private protected void Refuse(Refusal refusal, int? status = null)
    {
        Refused = refusal;
        Context.SetStatus(status ?? refusal.Status());
    }

    private protected void Done(string message, string then) => Done(new Toast(message), then);

    private protected void Done(Toast toast, string then)
    {
        ToastCookie.Write(Context, toast);
        Navigation.NavigateTo(then);
    }

    /// <summary>Ends a post that changes something. After a conflict the page shows what is saved now beside what was typed.</summary>
    private protected async Task EndAsync<T>(Outcome<T> outcome, Func<T, Toast> toast, Func<T, string> then)
    {
        if (outcome.Succeeded(out var saved, out var refused))
        {
            Done(toast(saved), then(saved));
            return;
        }

        Refuse(refused);
        if (refused is Refusal.Stale)
        {
            await LoadAsync();
        }
    }

    private protected Task EndAsync<T>(Outcome<T> outcome, Func<T, string> message, string then) =>
        EndAsync(outcome, saved => new Toast(message(saved)), _ => then);

    /// <summary>True if the current user may change flags, experiments and metrics; else the page says why not.</summary>
    private protected bool MayEdit() => May(CurrentUser.MayNotEdit);

    /// <summary>True if the current user may manage SDK keys and the analytics database; else the page says why not.</summary>
    private protected bool MayAdminister() => May(CurrentUser.MayNotAdminister);

    /// <summary>True if this name was typed to confirm a deletion; else the page says that it was not.</summary>
    private protected bool IsConfirmed(string name, string otherwise)
    {
        if (Typed("confirm").Trim() == name)
        {
            return true;
        }

        ConfirmErrors = [otherwise];
        Context.SetStatus(StatusCodes.Status400BadRequest);
        return false;
    }

    private bool May(string? reason)
    {
        if (reason is not null)
        {
            Refuse(new Refusal.Forbidden(reason));
        }

        return reason is null;
    }
}

using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Waypost.Flags;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;
using Waypost.Manager.Ui;

namespace Waypost.Manager.Features.Settings;

/// <summary>
/// Every form saves through <see cref="ChangeSettings"/>, then redirects; a refused one shows the page again with what was typed.
/// </summary>
public sealed partial class FlagPage
{
    private Flag? settings;
    private Flag? conflicting;
    private string? name;
    private string? description;
    private IReadOnlyList<string> tags = [];
    private string revision = "";
    private long version;
    private string updatedBy = "";
    private DateTimeOffset updatedAt;
    private Refusal? refusal;
    private string? refusedMessage;
    private string? experiment;

    [CascadingParameter]
    private Workspace Workspace { get; set; } = null!;

    [CascadingParameter]
    private CurrentUser CurrentUser { get; set; } = null!;

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    [Inject]
    private ManagerDb Db { get; set; } = null!;

    [Inject]
    private GetSettings.Handler Settings { get; set; } = null!;

    [Inject]
    private ChangeSettings.Handler Change { get; set; } = null!;

    [Inject]
    private RestoreAssignments.Handler Restore { get; set; } = null!;

    [Inject]
    private Flash Flash { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Parameter]
    public string Project { get; set; } = "";

    [Parameter]
    public string Flag { get; set; } = "";

    /// <summary>Asks before the flag is switched off under a running experiment: where to go afterwards.</summary>
    [SupplyParameterFromQuery(Name = "switch-off")]
    private string? SwitchOff { get; set; }

    private FlagAddress Address => new(Workspace.Project.Key, Workspace.Environment.Key, Flag);

    private string Here => Urls.Flag(Workspace.Project.Key, Workspace.Environment.Key, Flag);

    // What was typed: into a post that may yet be refused, or into a draft.
    private IReadOnlyDictionary<string, string>? TypedShares =>
        Typed("_handler") == "rollout" ? RolloutForm.Typed(Context.Request.Form) : null;

    private string? TypedVariant => TypedInto("assign", "variant") ?? TypedInto("assign-many", "variant");

    private string? TypedInto(string form, string field) => Typed("_handler") == form ? Typed(field) : null;

    protected override Task OnInitializedAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        if (!(await Settings.HandleAsync(Address, Context.RequestAborted)).Succeeded(out var view, out _))
        {
            Context.Answer(StatusCodes.Status404NotFound);
            return;
        }

        var definition = await Db
            .Flags.AsNoTracking()
            .Where(f => f.Project.Key == Workspace.Project.Key && f.Key == view.Flag)
            .Select(f => new
            {
                f.Name,
                f.Description,
                f.Tags,
            })
            .SingleAsync(Context.RequestAborted);
        (name, description, tags) = (definition.Name, definition.Description, definition.Tags);
        experiment = view.Experiment is { } link
            ? await Db
                .Experiments.AsNoTracking()
                .Where(e => e.Id == link.Id)
                .Select(e => e.Name)
                .SingleOrDefaultAsync(Context.RequestAborted)
            : null;
        (revision, version, updatedBy, updatedAt) = (
            Context.Revision("rollout", view.Revision),
            view.Version,
            view.UpdatedBy,
            view.UpdatedAt
        );
        settings = AsFlag(view);
    }

    // The salt stays with the evaluators: no page shows it.
    private static Flag AsFlag(SettingsView view) =>
        new()
        {
            Key = view.Flag,
            Type = view.Type,
            Enabled = view.Enabled,
            Salt = "",
            Variants = view.Variants,
            OffVariant = view.OffVariant,
            Assignments = view.Assignments,
            Rules = view.Rules,
            Fallthrough = view.Fallthrough,
            Experiment = view.Experiment,
        };

    private async Task ToggleAsync()
    {
        var enabled = Typed("enabled") == "on";
        var back = Typed("back") is { Length: > 0 } page ? Urls.Local(page) : Here;
        if (!enabled && settings is { Enabled: true, Experiment: not null } && Typed("pause") != "yes" && CurrentUser.MayNotEdit is null)
        {
            Navigation.NavigateTo(Urls.SwitchOff(Workspace.Project.Key, Workspace.Environment.Key, Flag, back));
            return;
        }

        await SaveAsync(
            null,
            flag => flag with { Enabled = enabled },
            back,
            saved =>
                new(
                    $"{saved.Flag} is now {(enabled ? "on" : "off")} in "
                        + $"{Workspace.Environment.Name}.{(saved.Experiment is null ? "" : enabled ? " Its experiment goes on." : " Its experiment is paused.")}",
                    Undo: Undo("toggle", ("enabled", enabled ? "off" : "on"), ("pause", "yes"), ("back", back))
                )
        );
    }

    private async Task RollOutAsync()
    {
        var (serve, fault) = RolloutForm.Read(settings!, RolloutForm.Typed(Context.Request.Form));
        if (serve is null)
        {
            Refuse(Refusal.Invalid.Field("fallthrough", fault!));
            return;
        }

        var before = settings!;
        var offVariant = Typed("off-variant") is { Length: > 0 } chosen ? chosen : before.OffVariant;
        var wanted = before with { Fallthrough = serve, OffVariant = offVariant };
        await SaveAsync(
            Typed("revision"),
            flag => flag with { Fallthrough = serve, OffVariant = offVariant },
            Here,
            saved =>
                new(
                    $"{WhoGetsWhat.What(serve)}: saved for {saved.Flag} in {Workspace.Environment.Name}.",
                    Undo: Undo(
                        "rollout",
                        [("revision", ETags.Of(saved.Revision)), ("off-variant", before.OffVariant), .. RolloutForm.Fields(before)]
                    )
                )
        );
        if (refusal is Refusal.Stale)
        {
            await LoadAsync();
            conflicting = settings! with { Fallthrough = wanted.Fallthrough, OffVariant = wanted.OffVariant };
        }
    }

    private async Task AssignAsync()
    {
        var (user, variant) = (Typed("user").Trim(), Typed("variant"));
        await SaveAsync(
            null,
            flag => Assign.Add(flag, user, variant),
            Here,
            saved =>
                new(
                    $"{user} now gets {variant}.",
                    Undo: settings!.Assignments.TryGetValue(user, out var before)
                        ? Undo("assign", ("user", user), ("variant", before))
                        : Undo("unassign", ("user", user))
                )
        );
    }

    private async Task AssignManyAsync()
    {
        var variant = Typed("variant");
        var users = Typed("users")
            .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Distinct(StringComparer.Ordinal)
            .ToList();
        var moved = users.Count(user => settings!.Assignments.TryGetValue(user, out var had) && had != variant);
        var changes = false;
        await SaveAsync(
            null,
            flag =>
            {
                var outcome = Assign.AddMany(flag, users, variant);
                changes = outcome.Succeeded(out var after, out _) && !after.Equals(flag);
                return outcome;
            },
            Here,
            saved =>
                new(
                    $"{Serving.Count(users.Count, "user", "users")} now get "
                        + $"{variant}{(moved > 0 ? $", {moved} of them had another variant before" : "")}.",
                    // The ids may be thousands, too many to carry: the events log knows who had what.
                    Undo: changes ? Undo("restore-assignments", ("revision", ETags.Of(saved.Revision))) : null
                )
        );
    }

    private Task RestoreAssignmentsAsync() =>
        SaveAsync(
            () =>
                Restore.HandleAsync(
                    Address with
                    {
                        Flag = settings!.Key,
                    },
                    Typed("revision"),
                    Actor.Of(Context.User),
                    Context.RequestAborted
                ),
            Here,
            saved => new($"The custom assignments of {saved.Flag} are what they were before.")
        );

    private async Task UnassignAsync()
    {
        var user = Typed("user");
        await SaveAsync(
            null,
            flag => Assign.Remove(flag, user),
            Here,
            saved =>
                new(
                    $"{user} has no variant of their own any more.",
                    Undo: settings!.Assignments.TryGetValue(user, out var before)
                        ? Undo("assign", ("user", user), ("variant", before))
                        : null
                )
        );
    }

    private Task SaveAsync(string? ifMatch, Func<Flag, Outcome<Flag>> edit, string back, Func<SettingsView, Toast> done) =>
        SaveAsync(() => Change.HandleAsync(Address, ifMatch, Actor.Of(Context.User), edit, Context.RequestAborted), back, done);

    private async Task SaveAsync(Func<Task<Outcome<SettingsView>>> save, string back, Func<SettingsView, Toast> done)
    {
        if (CurrentUser.MayNotEdit is { } reason)
        {
            Refuse(new Refusal.Forbidden(reason));
            return;
        }

        if (settings is null)
        {
            return;
        }

        if (!(await save()).Succeeded(out var saved, out var refused))
        {
            Refuse(refused);
            return;
        }

        Flash.Keep(Context, done(saved));
        Navigation.NavigateTo(back);
    }

    private void Refuse(Refusal refused)
    {
        refusal = refused;
        Context.Answer(refused.Status());
        refusedMessage =
            refused is Refusal.Stale || Errors("fallthrough", "offVariant", "userId", "users", "variant").Count > 0
                ? null
                : refused.Message;
    }

    private IReadOnlyList<string> Errors(params string[] fields) => refusal.Of(fields);

    private string Typed(string field) => Context.Request.HasFormContentType ? Context.Request.Form[field].ToString() : "";

    private Undo Undo(string handler, params (string Name, string Value)[] fields) =>
        new(Here, handler, fields.ToDictionary(field => field.Name, field => field.Value));
}

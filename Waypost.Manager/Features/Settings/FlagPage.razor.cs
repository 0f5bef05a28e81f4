using Microsoft.AspNetCore.Components;
using Waypost.Flags;
using Waypost.Manager.Core;
using Waypost.Manager.Http;
using Waypost.Manager.Ui;
using Waypost.Manager.Ui.Queries;

namespace Waypost.Manager.Features.Settings;

/// <summary>A flag's settings in one environment. Every form saves through <see cref="ChangeSettings"/>.</summary>
public sealed partial class FlagPage
{
    private static readonly string[] Fields = ["fallthrough", "offVariant", "userId", "users", "variant"];

    private FlagDetails? flag;
    private Flag? settings;
    private Flag? conflicting;

    [Inject]
    private FlagQuery Find { get; set; } = null!;

    [Inject]
    private ChangeSettings.Handler Change { get; set; } = null!;

    [Inject]
    private RestoreAssignments.Handler Restore { get; set; } = null!;

    [Parameter]
    public string Flag { get; set; } = "";

    /// <summary>Set while the page asks for confirmation to pause a running experiment: where to go afterwards.</summary>
    [SupplyParameterFromQuery(Name = "switch-off")]
    private string? SwitchOff { get; set; }

    private FlagAddress Address => new(Workspace.Project.Key, Workspace.Environment.Key, flag?.Settings.Key ?? Flag);

    private string Here => Urls.Flag(Workspace.Project.Key, Workspace.Environment.Key, Flag);

    // Typed into a form that was just posted, or restored from a draft.
    private IReadOnlyDictionary<string, string>? TypedShares => PostedForm == "rollout" ? RolloutForm.Typed(Context.Request.Form) : null;

    private string? TypedVariant => TypedInto("assign", "variant") ?? TypedInto("assign-many", "variant");

    private string OffVariant => TypedInto("rollout", "off-variant") ?? settings!.OffVariant;

    private string? TypedInto(string form, string field) => PostedForm == form ? Typed(field) : null;

    private protected override async Task LoadAsync()
    {
        flag = await Find.FindAsync(Workspace, Flag, Aborted);
        settings = flag?.Settings;
        if (flag is null)
        {
            Context.SetStatus(StatusCodes.Status404NotFound);
        }
    }

    private async Task ToggleAsync()
    {
        var enabled = Typed("enabled") == "on";
        var back = Typed("back") is { Length: > 0 } page ? Urls.Local(page) : Here;
        if (!enabled && settings is { Enabled: true, Experiment: not null } && Typed("pause") != "yes" && CurrentUser.CanEdit)
        {
            Navigation.NavigateTo(Urls.SwitchOff(Workspace.Project.Key, Workspace.Environment.Key, Flag, back));
            return;
        }

        await SaveAsync(
            null,
            edited => edited with { Enabled = enabled },
            saved =>
                new(
                    $"{saved.Flag} switched {(enabled ? "on" : "off")} in {Workspace.Environment.Name}."
                        + (saved.Experiment is null ? "" : $" Its experiment {(enabled ? "continues" : "is paused")}."),
                    Undo: Undo("toggle", ("enabled", enabled ? "off" : "on"), ("pause", "yes"), ("back", back))
                ),
            back
        );
    }

    private async Task RollOutAsync()
    {
        var before = settings!;
        var (serve, fault) = RolloutForm.Read(before, RolloutForm.Typed(Context.Request.Form));
        if (serve is null)
        {
            Refuse(Refusal.Invalid.Field("fallthrough", fault!));
            return;
        }

        var offVariant = Typed("off-variant") is { Length: > 0 } chosen ? chosen : before.OffVariant;
        await SaveAsync(
            Typed("revision"),
            edited => edited with { Fallthrough = serve, OffVariant = offVariant },
            saved =>
                new(
                    $"Rollout of {saved.Flag} in {Workspace.Environment.Name} saved: {TargetingSummary.Describe(serve)}.",
                    Undo: Undo(
                        "rollout",
                        [("revision", ETags.Of(saved.Revision)), ("off-variant", before.OffVariant), .. RolloutForm.Fields(before)]
                    )
                )
        );
        if (Refused is Refusal.Stale)
        {
            conflicting = settings! with { Fallthrough = serve, OffVariant = offVariant };
        }
    }

    // Undoing the assignment of several users uses the form for one user.
    private Task SubmitAssignmentAsync() => PostedAction == "restore" ? RestoreAssignmentsAsync() : AssignAsync();

    private async Task AssignAsync()
    {
        var (user, variant) = (Typed("user").Trim(), Typed("variant"));
        await SaveAsync(
            null,
            edited => Assign.Add(edited, user, variant),
            _ =>
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
            edited =>
            {
                var outcome = Assign.AddMany(edited, users, variant);
                changes = outcome.Succeeded(out var after, out _) && !after.Equals(edited);
                return outcome;
            },
            saved =>
                new(
                    $"{Plural.Of(users.Count, "user now gets", "users now get")} "
                        + $"{variant}{(moved > 0 ? $"; {moved} of them had another variant before" : "")}.",
                    // There may be thousands of ids, too many for a cookie: the audit log has the assignments before the change.
                    Undo: changes ? Undo("assign", ("do", "restore"), ("revision", ETags.Of(saved.Revision))) : null
                )
        );
    }

    private async Task RestoreAssignmentsAsync()
    {
        if (MayEdit())
        {
            await EndAsync(
                await Restore.HandleAsync(Address, Typed("revision"), Actor, Aborted),
                saved => $"Custom assignments of {saved.Flag} restored.",
                Here
            );
        }
    }

    private async Task UnassignAsync()
    {
        var user = Typed("user");
        await SaveAsync(
            null,
            edited => Assign.Remove(edited, user),
            _ =>
                new(
                    $"Custom assignment of {user} removed.",
                    Undo: settings!.Assignments.TryGetValue(user, out var before)
                        ? Undo("assign", ("user", user), ("variant", before))
                        : null
                )
        );
    }

    private async Task SaveAsync(string? ifMatch, Func<Flag, Outcome<Flag>> edit, Func<SettingsView, Toast> toast, string? then = null)
    {
        if (MayEdit())
        {
            await EndAsync(await Change.HandleAsync(Address, ifMatch, Actor, edit, Aborted), toast, _ => then ?? Here);
        }
    }

    private Undo Undo(string form, params (string Name, string Value)[] fields) =>
        new(Here, form, fields.ToDictionary(field => field.Name, field => field.Value));
}

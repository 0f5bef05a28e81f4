using Microsoft.AspNetCore.Components;
using Waypost.Manager.Core;
using Waypost.Manager.Http;
using Waypost.Manager.Ui;

namespace Waypost.Manager.Features.Flags;

public sealed partial class NewFlagPage
{
    private static readonly (string Value, string Word, string Hint)[] Types =
    [
        ("boolean", "On or off", "A switch, for everyone or for a share of users."),
        ("string", "Text", "One of several texts."),
        ("number", "Number", "One of several numbers."),
        ("json", "JSON", "One of several JSON values."),
    ];

    // Not in the markup: an entity in an attribute would be shown as it stands.
    private const string VariantsExample = "short = Solar, by Friday\nlong = Solar panels on your roof";

    private Refusal? refusal;
    private string? variantFault;

    [CascadingParameter]
    private Workspace Workspace { get; set; } = null!;

    [CascadingParameter]
    private CurrentUser CurrentUser { get; set; } = null!;

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    [Inject]
    private CreateFlag.Handler Create { get; set; } = null!;

    [Inject]
    private Flash Flash { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Parameter]
    public string Project { get; set; } = "";

    [SupplyParameterFromQuery(Name = "name")]
    private string? Suggested { get; set; }

    private string Name => Posted("name") ?? Suggested ?? "";

    private string Key => Posted("key") ?? "";

    private string Description => Posted("description") ?? "";

    private string Tags => Posted("tags") ?? "";

    private string Type => Posted("type") ?? "boolean";

    private string Variants => Posted("variants") ?? "";

    private string Percentage => Posted("percentage") ?? "100";

    private string? Enabled => Posted("enabled");

    // A new flag's first settings are those of the project's first environment (PROTOCOL 7).
    private string First => Workspace.Environments[0].Name;

    private bool Known =>
        refusal is Refusal.Conflict || refusal.Of("name", "key", "description", "tags", "rolloutPercentage", "variants", "type").Count > 0;

    private IReadOnlyList<string> KeyErrors => refusal is Refusal.Conflict ? [refusal.Message] : refusal.Of("key");

    private IReadOnlyList<string> VariantErrors => variantFault is null ? refusal.Of("variants", "type") : [variantFault];

    private async Task CreateAsync()
    {
        if (CurrentUser.MayNotEdit is { } reason)
        {
            Refuse(new Refusal.Forbidden(reason));
            return;
        }

        var boolean = Type == "boolean";
        if (!Percent.TryParse(Percentage, out var weight) && boolean)
        {
            Refuse(Refusal.Invalid.Field("rolloutPercentage", ValidationMessages.Percentage));
            return;
        }

        if (!boolean && VariantLines.Read(Variants, Type) is { Fault: { } fault })
        {
            variantFault = fault;
            Refuse(Refusal.Invalid.Field("variants", fault));
            return;
        }

        var request = new CreateFlag.Request
        {
            Key = string.IsNullOrWhiteSpace(Key) ? KeyOf.Name(Name) : Key.Trim(),
            Name = Name,
            Description = Description,
            Type = Type,
            Variants = boolean ? null : VariantLines.Read(Variants, Type).Values,
            Tags = Tags.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            Enabled = Enabled is not null,
            RolloutPercentage = boolean ? Percent.Exact(weight) : null,
        };
        var outcome = await Create.HandleAsync(Workspace.Project.Key, request, Actor.Of(Context.User), Context.RequestAborted);
        if (!outcome.Succeeded(out var flag, out var refused))
        {
            Refuse(refused);
            return;
        }

        Flash.Keep(
            Context,
            new($"{flag.Key} is there{(request.Enabled == true ? $", switched on in {First}" : ", switched off everywhere")}.")
        );
        Navigation.NavigateTo(Urls.Flag(Workspace.Project.Key, Workspace.Environments[0].Key, flag.Key));
    }

    private void Refuse(Refusal refused)
    {
        refusal = refused;
        Context.Answer(refused.Status());
    }

    private string? Posted(string field) =>
        Context.Request.HasFormContentType && Context.Request.Form.TryGetValue(field, out var value) ? value.ToString() : null;
}

using Microsoft.AspNetCore.Components;
using Waypost.Manager.Core;
using Waypost.Manager.Http;
using Waypost.Manager.Ui;

namespace Waypost.Manager.Features.Flags;

public sealed partial class NewFlagPage
{
    private static readonly string[] Fields = ["name", "key", "description", "tags", "rolloutPercentage", "variants", "type"];

    private static readonly (string Value, string Word, string Hint)[] Types =
    [
        ("boolean", "On or off", "A switch, for everyone or for a percentage of users."),
        ("string", "Text", "One of several texts."),
        ("number", "Number", "One of several numbers."),
        ("json", "JSON", "One of several JSON values."),
    ];

    // Not in the markup, where an entity in an attribute would be shown literally.
    private const string VariantsExample = "short = Solar, by Friday\nlong = Solar panels on your roof";

    [Inject]
    private CreateFlag.Handler Create { get; set; } = null!;

    [SupplyParameterFromQuery(Name = "name")]
    private string? Suggested { get; set; }

    private string Name => Posted("name") ?? Suggested ?? "";

    private string Key => Typed("key");

    private string Type => Posted("type") ?? "boolean";

    private string Percentage => Posted("percentage") ?? "100";

    // The rollout and the switch of a new flag apply to the first environment of the project.
    private NamedKey First => Workspace.Environments[0];

    private IReadOnlyList<string> KeyErrors => Refused is Refusal.Conflict ? [Refused.Message] : Errors("key");

    private async Task CreateAsync()
    {
        if (!MayEdit())
        {
            return;
        }

        if (!Read().Succeeded(out var request, out var wrong))
        {
            Refuse(wrong);
            return;
        }

        await EndAsync(
            await Create.HandleAsync(Workspace.Project.Key, request, Actor, Aborted),
            created =>
                new($"Flag {created.Key} created{(request.Enabled == true ? $" and switched on in {First.Name}" : ", switched off")}."),
            created => Urls.Flag(Workspace.Project.Key, First.Key, created.Key)
        );
    }

    private Outcome<CreateFlag.Request> Read()
    {
        var request = new CreateFlag.Request
        {
            Key = string.IsNullOrWhiteSpace(Key) ? KeySuggestion.From(Name) : Key.Trim(),
            Name = Name,
            Description = Typed("description"),
            Type = Type,
            Tags = Typed("tags").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            Enabled = Posted("enabled") is not null,
        };
        if (Type == "boolean")
        {
            return Percent.TryParse(Percentage, out var weight)
                ? request with
                {
                    RolloutPercentage = Percent.Exact(weight),
                }
                : Refusal.Invalid.Field("rolloutPercentage", ValidationMessages.Percentage);
        }

        var (values, fault) = VariantLines.Read(Typed("variants"), Type);
        return fault is null ? request with { Variants = values } : Refusal.Invalid.Field("variants", fault);
    }
}

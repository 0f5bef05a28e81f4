using System.Text.Json;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Waypost.Flags;
using Waypost.Manager.Core;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Settings;

/// <summary>PUT and PATCH of a flag's settings, as edits for <see cref="ChangeSettings"/>.</summary>
internal static class WriteSettings
{
    private const string PauseDescription =
        "A flag can always be switched off, also while an experiment is running on it. The experiment is then paused until the flag "
        + "is switched on again: users are not exposed, and its pauses record from when to when. The planned end does not change.";

    /// <summary>Replaces all settings.</summary>
    public static Outcome<Flag> Replace(Flag flag, SettingsRequest request, IValidator<SettingsRequest> validator) =>
        CheckRequest(flag, request, validator) is { } refusal ? refusal : request.ApplyTo(flag);

    /// <summary>
    /// Applies a JSON merge patch. A patched fallthrough or percentage replaces the whole fallthrough.
    /// </summary>
    public static Outcome<Flag> Merge(Flag flag, JsonElement patch, IValidator<SettingsRequest> validator)
    {
        if (patch.ValueKind != JsonValueKind.Object)
        {
            return Refusal.Invalid.Field("", "The body must be a JSON object with the settings to change.");
        }

        var current = JsonSerializer.SerializeToNode(SettingsRequest.Of(flag), JsonBody.Options)!.AsObject();
        if (patch.TryGetProperty("fallthrough", out var serve) || patch.TryGetProperty("rolloutPercentage", out serve))
        {
            current.Remove("fallthrough");
        }

        return JsonBody.TryRead<SettingsRequest>(MergePatch.Apply(current, patch), out var merged, out var refusal)
            ? Replace(flag, merged, validator)
            : refusal;
    }

    private static Refusal? CheckRequest(Flag flag, SettingsRequest request, IValidator<SettingsRequest> validator) =>
        validator.Check(request)
        ?? EmptyRules.Check((request.Rules ?? []).Select(r => r.When), i => flag.Rules.Contains(request.Rules![i].ToRule()))
        ?? (
            request.RolloutPercentage is not null && flag.Type != FlagType.Boolean
                ? Refusal.Invalid.Field("rolloutPercentage", ValidationMessages.OnlyBoolean)
                : null
        );

    public static void Map(RouteGroupBuilder settings)
    {
        settings
            .MapPut(
                "",
                async Task<Results<Ok<SettingsView>, ProblemHttpResult>> (
                    string project,
                    string environment,
                    string flag,
                    SettingsRequest body,
                    ChangeSettings.Handler handler,
                    IValidator<SettingsRequest> validator,
                    Actor actor,
                    HttpRequest request,
                    HttpResponse response,
                    CancellationToken cancellationToken
                ) =>
                    (
                        await handler.HandleAsync(
                            new(project, environment, flag),
                            request.IfMatch(),
                            actor,
                            f => Replace(f, body, validator),
                            cancellationToken
                        )
                    ).ToOk(response, s => s.Revision)
            )
            .RequireAuthorization(Roles.Editor)
            .ProducesConflict()
            .AcceptsIfMatch()
            .WithName("ReplaceFlagSettings")
            .WithSummary("Replace a flag's settings in an environment")
            .WithDescription(PauseDescription);
        settings
            .MapPatch(
                "",
                async Task<Results<Ok<SettingsView>, ProblemHttpResult>> (
                    string project,
                    string environment,
                    string flag,
                    JsonElement patch,
                    ChangeSettings.Handler handler,
                    IValidator<SettingsRequest> validator,
                    Actor actor,
                    HttpRequest request,
                    HttpResponse response,
                    CancellationToken cancellationToken
                ) =>
                    (
                        await handler.HandleAsync(
                            new(project, environment, flag),
                            request.IfMatch(),
                            actor,
                            f => Merge(f, patch, validator),
                            cancellationToken
                        )
                    ).ToOk(response, s => s.Revision)
            )
            .RequireAuthorization(Roles.Editor)
            .AcceptsMergePatch<SettingsRequest>()
            .ProducesConflict()
            .AcceptsIfMatch()
            .WithName("ChangeFlagSettings")
            .WithSummary("Change a flag's settings in an environment (JSON merge patch)")
            .WithDescription(PauseDescription);
    }
}

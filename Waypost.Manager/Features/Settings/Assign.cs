using Microsoft.AspNetCore.Http.HttpResults;
using Waypost.Flags;
using Waypost.Manager.Core;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Settings;

/// <summary>Custom assignments: gives a user a fixed variant.</summary>
internal static class Assign
{
    public sealed record Request(string Variant);

    public static Outcome<Flag> Add(Flag flag, string userId, string? variant)
    {
        var wrong =
            userId.Length == 0 ? FaultMessages.NoUserId
            : userId.Length > SnapshotLimits.NameLength ? FaultMessages.TooLong(userId.Length, SnapshotLimits.NameLength)
            : KeyRules.IsText(userId) ? null
            : JsonText.InvalidMessage;
        if (wrong is not null)
        {
            return Refusal.Invalid.Field("userId", wrong);
        }

        if (variant is null || !flag.Variants.ContainsKey(variant))
        {
            return Refusal.Invalid.Field("variant", FaultMessages.UnknownVariant(variant, flag.Variants.Keys));
        }

        return flag with
        {
            Assignments = new Dictionary<string, string>(flag.Assignments) { [userId] = variant },
        };
    }

    /// <summary>All or none; an error names the line.</summary>
    public static Outcome<Flag> AddMany(Flag flag, IReadOnlyList<string> userIds, string? variant)
    {
        for (var i = 0; i < userIds.Count; i++)
        {
            if (!Add(flag, userIds[i], variant).Succeeded(out var added, out var refused))
            {
                return refused is Refusal.Invalid { Errors: { } errors } && errors.TryGetValue("userId", out var messages)
                    ? Refusal.Invalid.Field("users", $"User id {i + 1} of {userIds.Count}: {string.Join(' ', messages)}")
                    : refused;
            }

            flag = added;
        }

        return flag;
    }

    public static Outcome<Flag> Remove(Flag flag, string userId)
    {
        if (!flag.Assignments.ContainsKey(userId))
        {
            return new Refusal.NotFound($"Flag '{flag.Key}' has no custom assignment for this user.");
        }

        var rest = new Dictionary<string, string>(flag.Assignments);
        rest.Remove(userId);
        return flag with { Assignments = rest };
    }

    private static string UserIdOf(HttpRequest request) => RawRequestPath.After(request, "/assignments/");

    public static void Map(RouteGroupBuilder settings)
    {
        settings
            .MapPut(
                "assignments/{**userId}",
                async Task<Results<Ok<SettingsView>, ProblemHttpResult>> (
                    string project,
                    string environment,
                    string flag,
                    Request body,
                    ChangeSettings.Handler handler,
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
                            f => Add(f, UserIdOf(request), body.Variant),
                            cancellationToken
                        )
                    ).ToOk(response, s => s.Revision)
            )
            .RequireAuthorization(Roles.Editor)
            .ProducesConflict()
            .AcceptsIfMatch()
            .WithName("AssignVariant")
            .WithSummary("Assign a variant to a user");
        settings
            .MapDelete(
                "assignments/{**userId}",
                async Task<Results<Ok<SettingsView>, ProblemHttpResult>> (
                    string project,
                    string environment,
                    string flag,
                    ChangeSettings.Handler handler,
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
                            f => Remove(f, UserIdOf(request)),
                            cancellationToken
                        )
                    ).ToOk(response, s => s.Revision)
            )
            .RequireAuthorization(Roles.Editor)
            .ProducesConflict()
            .AcceptsIfMatch()
            .WithName("UnassignVariant")
            .WithSummary("Remove a user's custom assignment");
    }
}

using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.SdkKeys;

/// <summary>Replaces a key; the old one keeps working for a grace period, under a name that says so.</summary>
internal static class RotateSdkKey
{
    public static readonly TimeSpan DefaultGrace = TimeSpan.FromHours(24);
    public static readonly TimeSpan MaxGrace = TimeSpan.FromDays(90);

    public sealed record Request
    {
        /// <summary>How long the old key still works, in hours; 24 if left out, 0 ends it now.</summary>
        public double? GraceHours { get; init; }

        public TimeSpan Grace => GraceHours is { } hours ? TimeSpan.FromHours(hours) : DefaultGrace;
    }

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator() =>
            RuleFor(r => r.GraceHours)
                .Must(hours => hours is null || (hours >= 0 && hours <= MaxGrace.TotalHours))
                .WithMessage($"The grace period must be between 0 and {MaxGrace.TotalHours:0} hours.");
    }

    public sealed class Handler(Changes changes, IValidator<Request> validator)
    {
        public async Task<Outcome<SdkKeyView>> HandleAsync(
            SdkKeyAddress address,
            Request request,
            Actor actor,
            CancellationToken cancellationToken
        )
        {
            if (validator.Check(request) is { } refusal)
            {
                return refusal;
            }

            return await changes.ApplyAsync<SdkKeyView>(
                address.Project,
                address.Environment,
                actor,
                async (change, token) =>
                {
                    var old = await change.Db.SdkKeys.SingleOrDefaultAsync(
                        k => k.Id == address.Id && k.EnvironmentId == change.Environment.Id,
                        token
                    );
                    if (old is null || !old.IsActive(change.At))
                    {
                        return address.NotFound();
                    }

                    if (old.ExpiresAt is { } end)
                    {
                        return new Refusal.Conflict(
                            $"SDK key {old.Id} has already been rotated and works until {end:u}. Rotate the key that replaced it, or "
                                + "revoke this one."
                        );
                    }

                    var before = SdkKeyView.ToLog(old);
                    var name = old.Name;
                    old.Rename(await SdkKeyNames.ReplacedNameAsync(change, name, token));
                    old.ExpireAt(change.At + request.Grace);
                    var key = StoredSdkKey.NewKey(old.Kind);
                    var next = StoredSdkKey.Create(
                        change.Environment,
                        old.Kind,
                        name,
                        key,
                        old.AllowedOrigins,
                        change.Actor.Name,
                        change.At
                    );
                    change.Db.SdkKeys.Add(next);
                    await change.Db.SaveChangesAsync(token);
                    change.Log(AuditEntryTypes.KeyRotated, null, change.Environment, before, SdkKeyView.ToLog(next));
                    await ActiveSdkKeys.MarkChangedAsync(change, token);
                    return SdkKeyView.Of(next, key);
                },
                cancellationToken
            );
        }
    }

    public static void Map(RouteGroupBuilder keys) =>
        keys.MapPost(
                "{id:long}/rotate",
                async Task<Results<Created<SdkKeyView>, ProblemHttpResult>> (
                    string project,
                    string environment,
                    long id,
                    Request? request,
                    Handler handler,
                    Actor actor,
                    CancellationToken cancellationToken
                ) =>
                    (await handler.HandleAsync(new(project, environment, id), request ?? new(), actor, cancellationToken)).ToCreated(key =>
                        $"/api/v1/projects/{project}/environments/{environment}/sdk-keys/{key.Id}"
                    )
            )
            .RequireAuthorization(Roles.Admin)
            .ProducesConflict()
            .WithName("RotateSdkKey")
            .WithSummary("Replace an SDK key; the old one works for a grace period, under a name that says when it was replaced");
}

using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Layers;

/// <summary>
/// Starts a holdout: its users stay out of every experiment started from now on. Running experiments do not change, because a change would
/// take users out of their variants.
/// </summary>
internal static class StartHoldout
{
    /// <summary>A quarter.</summary>
    public const int DefaultDays = 91;

    public const double DefaultShare = 5;
    private const double MinShare = 0.1;
    private const double MaxShare = 20;

    public sealed record Request
    {
        /// <summary>Percentage of all users, 0.1 to 20 with at most three decimals; 5 if left out.</summary>
        public double? SharePercent { get; init; }

        /// <summary>In the future; 91 days from now if left out.</summary>
        public DateTimeOffset? PlannedEnd { get; init; }
    }

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator() =>
            RuleFor(r => r.SharePercent)
                .Must(share => share is null || (share is >= MinShare and <= MaxShare && Percentage.IsValid(share.Value)))
                .WithMessage(ValidationMessages.HoldoutShare);
    }

    public sealed class Handler(Changes changes, IValidator<Request> validator)
    {
        public async Task<Outcome<HoldoutView>> HandleAsync(
            string project,
            Request request,
            Actor actor,
            CancellationToken cancellationToken
        )
        {
            if (validator.Check(request) is { } refusal)
            {
                return refusal;
            }

            return await changes.ApplyAsync<HoldoutView>(
                project,
                null,
                actor,
                async (change, token) =>
                {
                    if (CheckEnd(request.PlannedEnd, change.At) is { } wrong)
                    {
                        return wrong;
                    }

                    if (await change.Db.Holdouts.AnyAsync(h => h.ProjectId == change.Project.Id && h.EndedAt == null, token))
                    {
                        return new Refusal.Conflict(
                            $"Project '{change.Project.Key}' already has a holdout. End it first: a new one holds out other users."
                        );
                    }

                    var holdout = Holdout.Start(
                        change.Project,
                        Percentage.ToWeight(request.SharePercent ?? DefaultShare),
                        request.PlannedEnd?.ToUniversalTime() ?? change.At.AddDays(DefaultDays),
                        change.Actor.Name,
                        change.At
                    );
                    change.Db.Add(holdout);
                    change.Log(AuditEntryTypes.HoldoutStarted, null, null, null, HoldoutView.ToLog(holdout));
                    return HoldoutView.Of(holdout, change.At);
                },
                cancellationToken
            );
        }
    }

    /// <summary>Null if a holdout may be planned to end then.</summary>
    public static Refusal? CheckEnd(DateTimeOffset? plannedEnd, DateTimeOffset now) =>
        plannedEnd <= now ? Refusal.Invalid.Field("plannedEnd", $"The planned end must be in the future; it is {now:u} now.")
        : plannedEnd > now.AddYears(5) ? Refusal.Invalid.Field("plannedEnd", "The planned end must be within five years.")
        : null;

    public static void Map(RouteGroupBuilder holdout) =>
        holdout
            .MapPost(
                "",
                async Task<Results<Created<HoldoutView>, ProblemHttpResult>> (
                    string project,
                    Request? body,
                    Handler handler,
                    Actor actor,
                    HttpResponse response,
                    CancellationToken cancellationToken
                ) =>
                    (await handler.HandleAsync(project, body ?? new(), actor, cancellationToken)).ToCreated(
                        response,
                        _ => $"/api/v1/projects/{project}/holdout",
                        h => h.Revision
                    )
            )
            .RequireAuthorization(Roles.Editor)
            .ProducesConflict()
            .WithName("StartHoldout")
            .WithSummary("Start a holdout: users who stay out of every experiment started from now on");
}

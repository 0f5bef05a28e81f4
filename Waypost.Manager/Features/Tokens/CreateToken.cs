using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Access;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Tokens;

/// <summary>Creates an access token for scripts. It is shown only in this answer.</summary>
internal static class CreateToken
{
    public sealed record Request
    {
        public string Name { get; init; } = "";

        /// <summary>viewer, editor or admin; the caller's own if left out, and never more.</summary>
        public string? Role { get; init; }

        /// <summary>When the token expires; never if left out.</summary>
        public DateTimeOffset? ExpiresAt { get; init; }
    }

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator(TimeProvider time)
        {
            RuleFor(r => r.Name).NotNull().MustBeName();
            RuleFor(r => r.Role).MustBeRole().When(r => r.Role is not null);
            RuleFor(r => r.ExpiresAt).Must(at => at is null || at > time.Now()).WithMessage("The expiry time must be in the future.");
        }
    }

    public sealed class Handler(ManagerDb db, IValidator<Request> validator, TimeProvider time)
    {
        public async Task<Outcome<TokenView>> HandleAsync(Request request, Actor actor, CancellationToken cancellationToken)
        {
            if (validator.Check(request) is { } refusal)
            {
                return refusal;
            }

            if (!Roles.Includes(actor.Role, request.Role ?? actor.Role))
            {
                return Refusal.Invalid.Field("role", $"Your role is {actor.Role}; a token cannot have a higher one.");
            }

            var user = await db.Users.SingleOrDefaultAsync(u => u.Id == actor.UserId, cancellationToken);
            if (user is null)
            {
                return new Refusal.NotFound("This account no longer exists. Ask an administrator.");
            }

            var secret = TokenAuthentication.NewToken();
            var token = AccessToken.Create(
                user,
                request.Name.Trim(),
                secret,
                request.Role ?? actor.Role,
                time.Now(),
                request.ExpiresAt?.ToUniversalTime()
            );
            db.AccessTokens.Add(token);
            await db.SaveChangesAsync(cancellationToken);
            return TokenView.Of(token, secret);
        }
    }

    public static void Map(RouteGroupBuilder tokens) =>
        tokens
            .MapPost(
                "",
                async Task<Results<Created<TokenView>, ProblemHttpResult>> (
                    Request request,
                    Handler handler,
                    Actor actor,
                    CancellationToken cancellationToken
                ) => (await handler.HandleAsync(request, actor, cancellationToken)).ToCreated(token => $"/api/v1/tokens/{token.Id}")
            )
            .WithName("CreateToken")
            .WithSummary("Create an access token for yourself; it is shown only in this answer");
}

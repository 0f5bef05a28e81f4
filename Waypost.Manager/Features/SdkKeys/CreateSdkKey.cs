using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;
using Waypost.Wire;

namespace Waypost.Manager.Features.SdkKeys;

/// <summary>Creates an SDK key. A server key is shown only in this answer.</summary>
internal static class CreateSdkKey
{
    public sealed record Request
    {
        /// <summary>server or client.</summary>
        public string Kind { get; init; } = "";

        public string Name { get; init; } = "";

        /// <summary>Client keys: origins a browser may call from; none = any.</summary>
        public IReadOnlyList<string>? AllowedOrigins { get; init; }
    }

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.Kind).Must(kind => kind is SdkKey.Server or SdkKey.Client).WithMessage("The kind must be server or client.");
            RuleFor(r => r.Name).NotNull().MustBeName();
            RuleFor(r => r.AllowedOrigins).MustBeOrigins();
            RuleFor(r => r.AllowedOrigins)
                .Must(origins => origins is not { Count: > 0 })
                .When(r => r.Kind == SdkKey.Server)
                .WithMessage("Only client keys have allowed origins: a server key must never reach a browser.");
        }
    }

    public sealed class Handler(Changes changes, IValidator<Request> validator)
    {
        public async Task<Outcome<SdkKeyView>> HandleAsync(
            string project,
            string environment,
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
                project,
                environment,
                actor,
                async (change, token) =>
                {
                    if (await SdkKeyNames.CheckFreeAsync(change, request.Name.Trim(), token) is { } taken)
                    {
                        return taken;
                    }

                    var key = StoredSdkKey.NewKey(request.Kind);
                    var stored = StoredSdkKey.Create(
                        change.Environment,
                        request.Kind,
                        request.Name.Trim(),
                        key,
                        AllowedOrigins.Normalise(request.AllowedOrigins),
                        change.Actor.Name,
                        change.At
                    );
                    change.Db.SdkKeys.Add(stored);
                    // Saved within the transaction, because the log needs its id.
                    await change.Db.SaveChangesAsync(token);
                    change.Log(AuditEntryTypes.KeyCreated, null, change.Environment, null, SdkKeyView.ToLog(stored));
                    await ActiveSdkKeys.MarkChangedAsync(change, token);
                    return SdkKeyView.Of(stored, key);
                },
                cancellationToken
            );
        }
    }

    public static void Map(RouteGroupBuilder keys) =>
        keys.MapPost(
                "",
                async Task<Results<Created<SdkKeyView>, ProblemHttpResult>> (
                    string project,
                    string environment,
                    Request request,
                    Handler handler,
                    Actor actor,
                    CancellationToken cancellationToken
                ) =>
                    (await handler.HandleAsync(project, environment, request, actor, cancellationToken)).ToCreated(key =>
                        $"/api/v1/projects/{project}/environments/{environment}/sdk-keys/{key.Id}"
                    )
            )
            .RequireAuthorization(Roles.Admin)
            .ProducesConflict()
            .WithName("CreateSdkKey")
            .WithSummary("Create an SDK key; a server key is shown only in this answer");
}

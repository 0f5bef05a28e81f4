using System.Text.Json;
using System.Text.Json.Serialization;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Waypost.Flags;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Flags;

/// <summary>Creates a flag, off in every environment unless the request sets the first environment's state.</summary>
internal static class CreateFlag
{
    public sealed record Request
    {
        public string Key { get; init; } = "";

        public string? Name { get; init; }

        public string? Description { get; init; }

        /// <summary>boolean (the default), string, number or json.</summary>
        public string? Type { get; init; }

        /// <summary>Value by variant key; boolean flags have on and off by default.</summary>
        public IReadOnlyDictionary<string, JsonElement>? Variants { get; init; }

        public IReadOnlyList<string>? Tags { get; init; }

        /// <summary>The first environment's state.</summary>
        public bool? Enabled { get; init; }

        /// <summary>
        /// The percentage of users getting on in the first environment, 0 to 100 with at most three decimals; boolean flags.
        /// </summary>
        public double? RolloutPercentage { get; init; }

        [JsonIgnore]
        public FlagType? ParsedType =>
            Type is null ? FlagType.Boolean
            : Enum.TryParse<FlagType>(Type, true, out var type) && type != FlagType.Unknown && !char.IsAsciiDigit(Type[0]) ? type
            : null;
    }

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.Key).MustBeKey();
            RuleFor(r => r.Name).MustBeName();
            RuleFor(r => r.Description).MustBeText(FlagRules.DescriptionLength);
            RuleFor(r => r.Tags).MustBeTags();
            RuleFor(r => r.ParsedType)
                .NotNull()
                .WithName("type")
                .OverridePropertyName("type")
                .WithMessage("The type must be one of: boolean, string, number, json.");
            RuleFor(r => r.Variants)
                .Must(v => v is { Count: >= 2 })
                .When(r => r.ParsedType is not (null or FlagType.Boolean))
                .WithMessage(FaultMessages.TooFewVariants);
            RuleFor(r => r.RolloutPercentage).MustBePercentage();
            RuleFor(r => r.RolloutPercentage)
                .Null()
                .When(r => r.ParsedType is not (null or FlagType.Boolean))
                .WithMessage(ValidationMessages.OnlyBoolean);
        }
    }

    public sealed class Handler(Changes changes, IValidator<Request> validator)
    {
        private static readonly Dictionary<string, JsonElement> BooleanVariants = new()
        {
            ["on"] = JsonElement.Parse("true"),
            ["off"] = JsonElement.Parse("false"),
        };

        public async Task<Outcome<FlagView>> HandleAsync(string project, Request request, Actor actor, CancellationToken cancellationToken)
        {
            if (validator.Check(request) is { } refusal)
            {
                return refusal;
            }

            return await changes.ApplyAsync<FlagView>(
                project,
                null,
                actor,
                async (change, token) =>
                {
                    if (await change.Db.Flags.AnyAsync(f => f.ProjectId == change.Project.Id && f.Key == request.Key, token))
                    {
                        return new Refusal.Conflict(
                            $"Project '{change.Project.Key}' already has a flag '{request.Key}'. Keys ignore case."
                        );
                    }

                    return FlagView.Of(Create(change, request));
                },
                cancellationToken
            );
        }

        private static FlagDefinition Create(ChangeSet change, Request request)
        {
            var type = request.ParsedType!.Value;
            var variants = request.Variants ?? BooleanVariants;
            var flag = FlagDefinition.Create(change.Project, request.Key, request.Name?.Trim() ?? request.Key, type, variants, change.At);
            flag.Describe(flag.Name, request.Description?.Trim() ?? "", FlagRules.Normalise(request.Tags), change.Actor.Name);
            change.Db.Flags.Add(flag);
            foreach (var (environment, index) in change.Environments.Select((e, i) => (e, i)))
            {
                var settings =
                    index == 0
                        ? FlagSettings.Create(
                            flag,
                            environment,
                            request.Enabled ?? false,
                            flag.LastVariant,
                            ServeFirst(flag, request),
                            change.Actor.Name,
                            change.At
                        )
                        : FlagSettings.CreateOff(flag, environment, change.Actor.Name, change.At);
                flag.Settings.Add(settings);
                change.Put(environment, settings.ToFlag(flag));
            }

            change.Log(AuditEntryTypes.FlagCreated, flag.Key, null, null, FlagRules.ToLog(flag));
            return flag;
        }

        private static Serve ServeFirst(FlagDefinition flag, Request request) =>
            request.RolloutPercentage is { } percentage ? Percentage.ToServe(percentage) : new() { Variant = flag.FirstVariant };
    }

    public static void Map(RouteGroupBuilder flags) =>
        flags
            .MapPost(
                "",
                async Task<Results<Created<FlagView>, ProblemHttpResult>> (
                    string project,
                    Request request,
                    Handler handler,
                    Actor actor,
                    HttpResponse response,
                    CancellationToken cancellationToken
                ) =>
                    (await handler.HandleAsync(project, request, actor, cancellationToken)).ToCreated(
                        response,
                        flag => $"/api/v1/projects/{project}/flags/{flag.Key}",
                        flag => flag.Revision
                    )
            )
            .RequireAuthorization(Roles.Editor)
            .ProducesConflict()
            .WithName("CreateFlag")
            .WithSummary("Create a flag");
}

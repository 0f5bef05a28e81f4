using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Waypost.Flags;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Playground;

/// <summary>Evaluates a flag for a context, with the SDKs' evaluator on the latest snapshot. Not counted as an exposure.</summary>
internal static class EvaluateFlag
{
    /// <param name="Context">An object: targetingKey and attributes.</param>
    public sealed record Request(JsonElement? Context);

    public sealed record View
    {
        public required string Flag { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
        public string? Variant { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
        public JsonElement? Value { get; init; }

        /// <summary>OpenFeature's reason, like TARGETING_MATCH.</summary>
        public required string Reason { get; init; }

        /// <summary>OpenFeature's error code; an SDK would return the caller's default.</summary>
        public string? ErrorCode { get; init; }

        public string? ErrorMessage { get; init; }

        /// <summary>The rule that matched, if any.</summary>
        public string? RuleId { get; init; }

        /// <summary>The experiment this would be an exposure to.</summary>
        public long? ExperimentId { get; init; }

        /// <summary>The environment's version that was evaluated.</summary>
        public required long Version { get; init; }
    }

    public sealed class Handler(Snapshots snapshots, CompiledSnapshots compiled)
    {
        /// <summary>The same limit as in a provider.</summary>
        private const int ContextLength = 32 * 1024;

        public async Task<Outcome<View>> HandleAsync(
            string project,
            string environment,
            string flag,
            Request request,
            CancellationToken cancellationToken
        )
        {
            if (request.Context is not { ValueKind: JsonValueKind.Object } context)
            {
                return Refusal.Invalid.Field("context", "'context' must be an object with targetingKey and attributes.");
            }

            if (context.GetRawText().Length > ContextLength)
            {
                return Refusal.Invalid.Field("context", $"The context must not be larger than {ContextLength / 1024} KiB.");
            }

            if (await snapshots.FindAsync(project, environment, cancellationToken) is not { } snapshot)
            {
                return new Refusal.NotFound($"There is no environment '{environment}' in project '{project}'.");
            }

            if (snapshot.Flags.FirstOrDefault(f => string.Equals(f.Key, flag, StringComparison.OrdinalIgnoreCase)) is not { } found)
            {
                return new Refusal.NotFound(
                    $"Environment '{environment}' of project '{project}' serves no flag '{flag}'. Archived flags are not served."
                );
            }

            return Show(
                found.Key,
                snapshot.Version,
                Evaluator.Evaluate(compiled.Of(snapshot), found.Key, EvaluationContext.FromJson(context))
            );
        }

        private static View Show(string flag, long version, Evaluation evaluation) =>
            new()
            {
                Flag = flag,
                Variant = evaluation.Variant,
                Value = evaluation.IsError ? null : evaluation.Value,
                Reason = evaluation.Reason.OpenFeatureName(),
                ErrorCode = evaluation.ErrorCode.OpenFeatureName(),
                ErrorMessage = evaluation.ErrorMessage,
                RuleId = evaluation.RuleId,
                ExperimentId = evaluation.ExperimentId,
                Version = version,
            };
    }

    public static void Map(RouteGroupBuilder flag) =>
        flag.MapPost(
                "evaluate",
                async Task<Results<Ok<View>, ProblemHttpResult>> (
                    string project,
                    string environment,
                    string flag,
                    Request request,
                    Handler handler,
                    CancellationToken cancellationToken
                ) => (await handler.HandleAsync(project, environment, flag, request, cancellationToken)).ToOk()
            )
            .WithTags("Playground")
            .WithName("EvaluateFlag")
            .WithSummary("Evaluate a flag for a context, with the reason");
}

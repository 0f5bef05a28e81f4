using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Waypost.Stats.Jobs;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Analysis;

/// <summary>Reads and validates a job's payload, which a manager of another version may have queued.</summary>
internal static class AnalysisPayload
{
    public static T Read<T>(JobContext job, JsonTypeInfo<T> type)
    {
        try
        {
            return job.Payload.Deserialize(type) ?? throw new JobFailedException("The job's payload is empty.");
        }
        catch (JsonException exception)
        {
            throw new JobFailedException(
                "The job's payload cannot be read. Check that manager and worker have the same version.",
                exception
            );
        }
    }

    public static void Validate(AnalysisRequest request)
    {
        Validate(request.Variants, request.Control, request.From, request.To);
        if (request.Metrics.DistinctBy(metric => metric.Definition.Key, StringComparer.Ordinal).Count() != request.Metrics.Count)
        {
            throw new JobFailedException("The job contains a metric twice.");
        }
        if (!(request.Alpha is > 0 and < 1))
        {
            throw new JobFailedException("The job's alpha must be between 0 and 1.");
        }
        if (request.Alpha >= 0.5 && request.Metrics.Any(metric => metric.Margin is not null))
        {
            throw new JobFailedException("The job's alpha must be below 0.5, because a metric has a margin.");
        }
        if (request.Metrics.Select(metric => metric.Definition.Window?.FindFault()).FirstOrDefault(fault => fault is not null) is { } fault)
        {
            throw new JobFailedException($"The job has a metric with a window that cannot be used. {fault}");
        }
        if (request.Metrics.Any(metric => metric.Definition.Steps is { Count: > FunnelStep.Most }))
        {
            throw new JobFailedException($"The job has a funnel with more than {FunnelStep.Most} steps before the last one.");
        }
        if (request.CupedDays is < 1 or > 90)
        {
            throw new JobFailedException("The job's cupedDays must be between 1 and 90.");
        }
    }

    public static void Validate(IReadOnlyList<VariantShare> variants, string control, DateTimeOffset from, DateTimeOffset? to)
    {
        if (variants.Count < 2 || variants.DistinctBy(variant => variant.Key, StringComparer.Ordinal).Count() != variants.Count)
        {
            throw new JobFailedException("An experiment needs at least two variants, each listed once.");
        }
        if (variants.All(variant => variant.Key != control))
        {
            throw new JobFailedException($"The control {control} is not one of the variants.");
        }
        if (variants.Any(variant => !(variant.Weight >= 0) || double.IsInfinity(variant.Weight)))
        {
            throw new JobFailedException("A weight must be 0 or more.");
        }
        if (to < from)
        {
            throw new JobFailedException("The experiment ends before it starts.");
        }
    }
}

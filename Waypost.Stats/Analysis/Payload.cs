using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Waypost.Stats.Jobs;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Analysis;

/// <summary>What a job asks for. The manager made it, but another version of it may have.</summary>
internal static class Payload
{
    public static T Read<T>(JobContext job, JsonTypeInfo<T> type)
    {
        try
        {
            return job.Payload.Deserialize(type) ?? throw new JobFailedException("The job says nothing.");
        }
        catch (JsonException fault)
        {
            throw new JobFailedException("The job cannot be read. Are manager and worker of the same version?", fault);
        }
    }

    public static void Check(AnalysisRequest request)
    {
        Check(request.Variants, request.Control, request.From, request.To);
        if (request.Metrics.DistinctBy(metric => metric.Definition.Key, StringComparer.Ordinal).Count() != request.Metrics.Count)
        {
            throw new JobFailedException("The job names a metric twice.");
        }
        if (!(request.Alpha is > 0 and < 1))
        {
            throw new JobFailedException("The job's alpha must lie between 0 and 1.");
        }
        if (request.CupedDays is < 1 or > 90)
        {
            throw new JobFailedException("The job's cupedDays must lie between 1 and 90.");
        }
    }

    public static void Check(IReadOnlyList<VariantShare> variants, string control, DateTimeOffset from, DateTimeOffset? to)
    {
        if (variants.Count < 2 || variants.DistinctBy(variant => variant.Key, StringComparer.Ordinal).Count() != variants.Count)
        {
            throw new JobFailedException("An experiment needs two variants or more, each once.");
        }
        if (variants.All(variant => variant.Key != control))
        {
            throw new JobFailedException($"The control {control} is none of the variants.");
        }
        if (variants.Any(variant => !(variant.Weight >= 0) || double.IsInfinity(variant.Weight)))
        {
            throw new JobFailedException("A share must be 0 or more.");
        }
        if (to < from)
        {
            throw new JobFailedException("The experiment ends before it starts.");
        }
    }
}

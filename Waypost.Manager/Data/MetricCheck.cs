using System.Text.Json.Serialization;

namespace Waypost.Manager.Data;

/// <summary>What is known of a metric's query, from when it was saved.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MetricCheck>))]
internal enum MetricCheck
{
    /// <summary>There was no events database to try it in, or none that answered.</summary>
    [JsonStringEnumMemberName("unchecked")]
    Unchecked,

    /// <summary>It yielded the columns that are needed.</summary>
    [JsonStringEnumMemberName("passed")]
    Passed,

    /// <summary>It was saved although it fails, and can decide nothing.</summary>
    [JsonStringEnumMemberName("failing")]
    Failing,
}

/// <summary>The outcome of a check, and what it said if it did not pass.</summary>
internal sealed record MetricVerdict(MetricCheck Check, string? Message);

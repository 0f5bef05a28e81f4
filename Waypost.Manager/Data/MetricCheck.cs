using System.Text.Json.Serialization;

namespace Waypost.Manager.Data;

/// <summary>The result of checking a metric's query when it was saved.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MetricCheck>))]
internal enum MetricCheck
{
    /// <summary>No analytics database was connected, or it did not respond.</summary>
    [JsonStringEnumMemberName("unchecked")]
    Unchecked,

    /// <summary>It returned the required columns.</summary>
    [JsonStringEnumMemberName("passed")]
    Passed,

    /// <summary>It was saved although it fails, and cannot be a primary metric.</summary>
    [JsonStringEnumMemberName("failing")]
    Failing,
}

/// <summary>The result of a check, with the message if it did not pass.</summary>
internal sealed record MetricCheckResult(MetricCheck Check, string? Message);

namespace Waypost.Manager.Data;

/// <summary>A job of a metric: an A/A test.</summary>
internal sealed class MetricJob
{
    public int MetricId { get; private set; }

    /// <summary>1 for the first one of the metric.</summary>
    public int Number { get; private set; }

    public long JobId { get; private set; }

    public Job Job { get; private set; } = null!;

    public string RequestedBy { get; private set; } = "";

    public static MetricJob Create(int metricId, int number, Job job, string by) =>
        new()
        {
            MetricId = metricId,
            Number = number,
            Job = job,
            RequestedBy = by,
        };
}

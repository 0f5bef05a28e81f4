using Waypost.Wire.Experiments;

namespace Waypost.Manager.Data;

/// <summary>
/// The parts of a metric that decide what is measured. While an experiment runs they are frozen: after a change its results would be
/// those of another metric. Key, name and description are not among them. Pure.
/// </summary>
internal static class MeasuredParts
{
    /// <summary>Names of the parts that differ, as a message shows them.</summary>
    public static IReadOnlyList<string> ChangedBy(MetricDefinition after, MetricDefinition before)
    {
        var parts = new List<string>();
        Compare("type", after.Type, before.Type);
        Compare("query", Sql(after.Query), Sql(before.Query));
        Compare("denominator query", Sql(after.DenominatorQuery), Sql(before.DenominatorQuery));
        Compare("goal", after.Goal, before.Goal);
        Compare("cap", after.Cap, before.Cap);
        Compare("quantile", after.Quantile, before.Quantile);
        Compare("window", after.Window, before.Window);
        Compare("steps", Steps(after), Steps(before));
        return parts;

        void Compare<T>(string part, T now, T then)
        {
            if (!EqualityComparer<T>.Default.Equals(now, then))
            {
                parts.Add(part);
            }
        }
    }

    // As text, because lists are not compared by their content.
    private static string Steps(MetricDefinition metric) =>
        string.Join('\n', (metric.Steps ?? []).Select(step => $"{step.Name}\n{Sql(step.Query)}"));

    // A form sends \r\n where the API sends \n.
    private static string? Sql(string? query) => query?.Replace("\r\n", "\n", StringComparison.Ordinal).Trim();
}

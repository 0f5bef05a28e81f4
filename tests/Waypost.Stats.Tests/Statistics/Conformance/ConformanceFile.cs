using System.Text.Json;

namespace Waypost.Stats.Tests.Statistics.Conformance;

/// <summary>The cases of <c>conformance/statistics.json</c>, computed with R, SciPy, statsmodels and mpmath.</summary>
internal static class ConformanceFile
{
    private static readonly Lazy<JsonElement[]> All = new(() =>
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "conformance", "statistics.json"));
        using var document = JsonDocument.Parse(file);
        return [.. document.RootElement.Clone().GetProperty("cases").EnumerateArray()];
    });

    internal static JsonElement Case(int index) => All.Value[index];

    internal static IEnumerable<(int Index, string Method)> Cases() =>
        All.Value.Select((@case, index) => (index, @case.GetProperty("method").GetString()!));
}

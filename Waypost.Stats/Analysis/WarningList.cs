using Waypost.Stats.Statistics;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Analysis;

/// <summary>Warnings without duplicates, in the order they were added.</summary>
internal sealed class WarningList
{
    private readonly List<AnalysisWarning> all = [];

    public IReadOnlyList<AnalysisWarning> All => all;

    public void Add(StatisticsWarning warning) => Add(warning.Code, warning.Message);

    public void Add(string code, string message)
    {
        var warning = new AnalysisWarning(code, message);
        // The general sentence is dropped if one with the variants' names was added.
        var isGeneral = message == StatisticsWarning.NoUsers.Message || message == StatisticsWarning.TiesAtQuantile.Message;
        if (!all.Contains(warning) && !(isGeneral && all.Exists(one => one.Code == code)))
        {
            all.Add(warning);
        }
    }

    public void AddRange(IEnumerable<StatisticsWarning> warnings)
    {
        foreach (var warning in warnings)
        {
            Add(warning);
        }
    }
}

using Waypost.Stats.Statistics;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Analysis;

/// <summary>Each warning once, in the order they came up.</summary>
internal sealed class WarningList
{
    private readonly List<AnalysisWarning> all = [];

    public IReadOnlyList<AnalysisWarning> All => all;

    public void Add(Finding finding) => Add(finding.Code, finding.Message);

    public void Add(string code, string message)
    {
        var warning = new AnalysisWarning(code, message);
        // "no-users" is told with the variant's name where it is known.
        if (
            !all.Contains(warning)
            && !(code == Finding.NoUsers.Code && message == Finding.NoUsers.Message && all.Exists(one => one.Code == code))
        )
        {
            all.Add(warning);
        }
    }

    public void AddRange(IEnumerable<Finding> findings)
    {
        foreach (var finding in findings)
        {
            Add(finding);
        }
    }
}

using System.Text.RegularExpressions;
using Waypost.Flags;

namespace Waypost.Manager.Data;

/// <summary>Maps faults of a snapshot to the fields of the request that caused them.</summary>
internal static partial class SnapshotFaults
{
    /// <summary><c>flags/quote-form/rules/0/when/1/values</c> is the field <c>rules[0].when[1].values</c>.</summary>
    public static IReadOnlyDictionary<string, string[]> ByField(IEnumerable<SnapshotFault> faults) =>
        faults.GroupBy(f => FieldOf(f.Path)).ToDictionary(g => g.Key, g => g.Select(f => f.Message).Distinct().ToArray());

    private static string FieldOf(string path)
    {
        var parts = path.Split('/');
        var inside = parts is [("flags" or "segments"), _, ..] ? parts[2..] : parts;
        return Index().Replace(string.Join('.', inside), "[$1]");
    }

    [GeneratedRegex(@"\.(\d+)(?=\.|$)")]
    private static partial Regex Index();
}

namespace Waypost.Flags;

/// <summary>Checks one segment.</summary>
internal static class SegmentCheck
{
    internal static void Run(Segment? segment, int position, FaultList faults)
    {
        var path = $"segments/{FaultList.Segment(segment?.Key, position)}";
        if (segment is null)
        {
            faults.Add(path, FaultCodes.Missing, "Give a segment, not null.");
            return;
        }

        faults.Key($"{path}/key", "a segment key", segment.Key);
        CheckUsers(segment.Included, $"{path}/included", faults);
        CheckUsers(segment.Excluded, $"{path}/excluded", faults);
        faults.Limit($"{path}/rules", "rules", segment.Rules.Count, SnapshotLimits.Rules);
        for (var i = 0; i < segment.Rules.Count; i++)
        {
            if (segment.Rules[i] is { } rule)
            {
                ClauseCheck.RunAll(rule.When, $"{path}/rules/{i}/when", null, faults);
            }
            else
            {
                faults.Add($"{path}/rules/{i}", FaultCodes.Missing, "Give a rule, not null.");
            }
        }
    }

    private static void CheckUsers(IReadOnlyList<string> users, string path, FaultList faults)
    {
        faults.Limit(path, "users", users.Count, SnapshotLimits.SegmentUsers);
        for (var i = 0; i < users.Count; i++)
        {
            if (users[i] is not { Length: > 0 and <= SnapshotLimits.NameLength })
            {
                faults.Name($"{path}/{i}", "a user id", users[i]);
            }
        }
    }
}

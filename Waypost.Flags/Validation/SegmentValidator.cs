namespace Waypost.Flags;

/// <summary>Validates one segment.</summary>
internal static class SegmentValidator
{
    internal static void Validate(Segment? segment, int position, FaultCollector faults)
    {
        var path = $"segments/{FaultCollector.PathSegment(segment?.Key, position)}";
        if (segment is null)
        {
            faults.Add(path, FaultCodes.Missing, "A segment must not be null.");
            return;
        }

        faults.CheckKey($"{path}/key", "A segment key", segment.Key);
        ValidateUsers(segment.Included, $"{path}/included", faults);
        ValidateUsers(segment.Excluded, $"{path}/excluded", faults);
        faults.CheckCount($"{path}/rules", "rules", segment.Rules.Count, SnapshotLimits.Rules);
        for (var i = 0; i < segment.Rules.Count; i++)
        {
            if (segment.Rules[i] is { } rule)
            {
                ClauseValidator.ValidateAll(rule.When, $"{path}/rules/{i}/when", null, faults);
            }
            else
            {
                faults.Add($"{path}/rules/{i}", FaultCodes.Missing, "A rule must not be null.");
            }
        }
    }

    private static void ValidateUsers(IReadOnlyList<string> users, string path, FaultCollector faults)
    {
        faults.CheckCount(path, "users", users.Count, SnapshotLimits.SegmentUsers);
        for (var i = 0; i < users.Count; i++)
        {
            if (users[i] is not { Length: > 0 and <= SnapshotLimits.NameLength })
            {
                faults.CheckName($"{path}/{i}", "a user id", users[i]);
            }
        }
    }
}

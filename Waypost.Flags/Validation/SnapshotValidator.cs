namespace Waypost.Flags;

/// <summary>
/// Checks that settings hold together, before they are saved. Reports all faults at once, takes any input, never throws. Thread-safe.
/// </summary>
public static class SnapshotValidator
{
    /// <summary>Every fault of a snapshot; empty if there is none.</summary>
    public static IReadOnlyList<SnapshotFault> Validate(Snapshot? snapshot)
    {
        var faults = new FaultList();
        if (snapshot is null)
        {
            faults.Add("", FaultCodes.Missing, "Give a snapshot.");
            return faults.All;
        }

        CheckHead(snapshot, faults);
        faults.Limit("segments", "segments", snapshot.Segments.Count, SnapshotLimits.Segments);
        faults.UniqueKeys("segments", "/key", "segment", snapshot.Segments.Select(segment => segment?.Key));
        for (var i = 0; i < snapshot.Segments.Count; i++)
        {
            SegmentCheck.Run(snapshot.Segments[i], i, faults);
        }

        var segmentKeys = snapshot.Segments.Select(segment => segment?.Key).OfType<string>().ToHashSet(StringComparer.Ordinal);
        faults.Limit("flags", "flags", snapshot.Flags.Count, SnapshotLimits.Flags);
        faults.UniqueKeys("flags", "/key", "flag", snapshot.Flags.Select(flag => flag?.Key));
        for (var i = 0; i < snapshot.Flags.Count; i++)
        {
            FlagCheck.Run(snapshot.Flags[i], i, segmentKeys, faults);
        }
        return faults.All;
    }

    /// <summary>Every fault of one flag, for callers that know the rest is in order.</summary>
    /// <param name="flag">The flag.</param>
    /// <param name="segmentKeys">The segments it may refer to, compared ordinally.</param>
    public static IReadOnlyList<SnapshotFault> Validate(Flag? flag, IReadOnlySet<string> segmentKeys)
    {
        ArgumentNullException.ThrowIfNull(segmentKeys);
        var faults = new FaultList();
        FlagCheck.Run(flag, 0, segmentKeys, faults);
        return faults.All;
    }

    /// <summary>Every fault of one segment, for callers that know the rest is in order.</summary>
    public static IReadOnlyList<SnapshotFault> Validate(Segment? segment)
    {
        var faults = new FaultList();
        SegmentCheck.Run(segment, 0, faults);
        return faults.All;
    }

    private static void CheckHead(Snapshot snapshot, FaultList faults)
    {
        if (snapshot.Schema < 1)
        {
            faults.Add("schema", FaultCodes.OutOfRange, "Give the schema's version, 1 or above.");
        }
        if (snapshot.Version < 0)
        {
            faults.Add("version", FaultCodes.OutOfRange, "Give a version of 0 or above.");
        }
        faults.Key("project", "a project key", snapshot.Project);
        faults.Key("environment", "an environment key", snapshot.Environment);
        if (string.IsNullOrEmpty(snapshot.Epoch) || snapshot.Epoch.Contains('.', StringComparison.Ordinal))
        {
            faults.Add("epoch", FaultCodes.Missing, "Give an epoch without a dot.");
        }
    }
}

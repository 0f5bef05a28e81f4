namespace Waypost.Flags;

/// <summary>
/// Validates settings before they are saved. Reports all faults at once and accepts any input. Thread-safe.
/// </summary>
public static class SnapshotValidator
{
    /// <summary>Validates a snapshot. Returns all faults, or an empty list.</summary>
    public static IReadOnlyList<SnapshotFault> Validate(Snapshot? snapshot)
    {
        var faults = new FaultCollector();
        if (snapshot is null)
        {
            faults.Add("", FaultCodes.Missing, "The snapshot is missing.");
            return faults.All;
        }

        ValidateHeader(snapshot, faults);
        faults.CheckCount("segments", "segments", snapshot.Segments.Count, SnapshotLimits.Segments);
        faults.CheckUniqueKeys("segments", "/key", "segment", snapshot.Segments.Select(segment => segment?.Key));
        for (var i = 0; i < snapshot.Segments.Count; i++)
        {
            SegmentValidator.Validate(snapshot.Segments[i], i, faults);
        }

        var segmentKeys = snapshot.Segments.Select(segment => segment?.Key).OfType<string>().ToHashSet(StringComparer.Ordinal);
        faults.CheckCount("flags", "flags", snapshot.Flags.Count, SnapshotLimits.Flags);
        faults.CheckUniqueKeys("flags", "/key", "flag", snapshot.Flags.Select(flag => flag?.Key));
        for (var i = 0; i < snapshot.Flags.Count; i++)
        {
            FlagValidator.Validate(snapshot.Flags[i], i, segmentKeys, faults);
        }
        return faults.All;
    }

    /// <summary>Validates one flag, for callers that know the rest of the snapshot to be valid.</summary>
    /// <param name="flag">The flag.</param>
    /// <param name="segmentKeys">Keys of the segments it may refer to, compared ordinally.</param>
    public static IReadOnlyList<SnapshotFault> Validate(Flag? flag, IReadOnlySet<string> segmentKeys)
    {
        ArgumentNullException.ThrowIfNull(segmentKeys);
        var faults = new FaultCollector();
        FlagValidator.Validate(flag, 0, segmentKeys, faults);
        return faults.All;
    }

    /// <summary>Validates one segment, for callers that know the rest of the snapshot to be valid.</summary>
    public static IReadOnlyList<SnapshotFault> Validate(Segment? segment)
    {
        var faults = new FaultCollector();
        SegmentValidator.Validate(segment, 0, faults);
        return faults.All;
    }

    private static void ValidateHeader(Snapshot snapshot, FaultCollector faults)
    {
        if (snapshot.Schema < 1)
        {
            faults.Add("schema", FaultCodes.OutOfRange, "The schema version must be 1 or above.");
        }
        if (snapshot.Version < 0)
        {
            faults.Add("version", FaultCodes.OutOfRange, "The version must be 0 or above.");
        }
        faults.CheckKey("project", "A project key", snapshot.Project);
        faults.CheckKey("environment", "An environment key", snapshot.Environment);
        if (string.IsNullOrEmpty(snapshot.Epoch) || snapshot.Epoch.Contains('.', StringComparison.Ordinal))
        {
            faults.Add("epoch", FaultCodes.Missing, "The epoch must not be empty or contain a dot.");
        }
    }
}

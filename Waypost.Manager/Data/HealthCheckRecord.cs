namespace Waypost.Manager.Data;

/// <summary>When a running experiment was last checked, and what each check said.</summary>
internal sealed class HealthCheckRecord
{
    public long ExperimentId { get; private set; }

    public int Phase { get; private set; }

    public DateTimeOffset CheckedAt { get; private set; }

    /// <summary>When the newest count that was checked was taken; none before the first.</summary>
    public DateTimeOffset? CountedAt { get; private set; }

    /// <summary>When the newest job whose result was checked had finished, by the database's clock.</summary>
    public DateTimeOffset? SeenUntil { get; private set; }

    public IReadOnlyList<HealthCheckState> Checks { get; private set; } = [];

    public static HealthCheckRecord Create(long experimentId) => new() { ExperimentId = experimentId };

    public void Update(
        int phase,
        DateTimeOffset at,
        DateTimeOffset? countedAt,
        DateTimeOffset? seenUntil,
        IReadOnlyList<HealthCheckState> checks
    ) => (Phase, CheckedAt, CountedAt, SeenUntil, Checks) = (phase, at, countedAt, seenUntil, checks);
}

/// <summary>What one check said.</summary>
/// <param name="Code">The check.</param>
/// <param name="State">"fine", "problem" or "notJudged".</param>
/// <param name="Note">Why it could not be judged, or what was left out; none otherwise.</param>
internal sealed record HealthCheckState(string Code, string State, string? Note);

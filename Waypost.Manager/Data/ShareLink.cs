namespace Waypost.Manager.Data;

/// <summary>Lets anyone who has its address read one experiment's report, without an account, until it expires.</summary>
internal sealed class ShareLink
{
    public long Id { get; private set; }

    public long ExperimentId { get; private set; }

    public Experiment Experiment { get; private set; } = null!;

    /// <summary>SHA-256 of the token in the address. The token itself is not stored.</summary>
    public string Hash { get; private set; } = "";

    public DateTimeOffset CreatedAt { get; private set; }

    public string CreatedBy { get; private set; } = "";

    public DateTimeOffset ExpiresAt { get; private set; }

    public static ShareLink Create(Experiment experiment, string token, string by, DateTimeOffset at, DateTimeOffset expiresAt) =>
        new()
        {
            ExperimentId = experiment.Id,
            Hash = StoredSdkKey.HashOf(token),
            CreatedBy = by,
            CreatedAt = at,
            ExpiresAt = expiresAt,
        };
}

namespace Waypost.Manager.Data;

/// <summary>A computation of a holdout's report.</summary>
internal sealed class HoldoutJob
{
    public int HoldoutId { get; private set; }

    /// <summary>1 for the first one.</summary>
    public int Number { get; private set; }

    public long JobId { get; private set; }

    public Job Job { get; private set; } = null!;

    public string RequestedBy { get; private set; } = "";

    public static HoldoutJob Create(Holdout holdout, int number, Job job, string by) =>
        new()
        {
            HoldoutId = holdout.Id,
            Number = number,
            Job = job,
            RequestedBy = by,
        };
}

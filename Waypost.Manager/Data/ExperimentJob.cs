namespace Waypost.Manager.Data;

/// <summary>A job of an experiment, numbered by kind.</summary>
internal sealed class ExperimentJob
{
    public long ExperimentId { get; private set; }

    /// <summary>One of <see cref="Wire.Jobs.JobKinds"/>.</summary>
    public string Kind { get; private set; } = "";

    /// <summary>1 for the first of its kind.</summary>
    public int Number { get; private set; }

    public long JobId { get; private set; }

    public Job Job { get; private set; } = null!;

    public string RequestedBy { get; private set; } = "";

    /// <summary>The experiment's phase it belongs to.</summary>
    public int Phase { get; private set; }

    public static ExperimentJob Create(Experiment experiment, string kind, int number, Job job, string by) =>
        new()
        {
            ExperimentId = experiment.Id,
            Kind = kind,
            Number = number,
            Job = job,
            RequestedBy = by,
            Phase = experiment.Phase,
        };
}

/// <summary>When a daily task last ran.</summary>
internal sealed class Schedule
{
    public string Name { get; private set; } = "";

    public DateTimeOffset LastRunAt { get; private set; }

    public static Schedule Create(string name, DateTimeOffset at) => new() { Name = name, LastRunAt = at };
}

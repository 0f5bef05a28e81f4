namespace Waypost.Manager.Data;

/// <summary>Something that is or was wrong with a running experiment. When it is over it is kept, so that the page can tell.</summary>
internal sealed class HealthProblem
{
    public long Id { get; private set; }

    public long ExperimentId { get; private set; }

    public int Phase { get; private set; }

    /// <summary>The check that found it.</summary>
    public string Code { get; private set; } = "";

    /// <summary>Key of the metric that it concerns; empty if it concerns none.</summary>
    public string Metric { get; private set; } = "";

    /// <summary>"alarm" or "warning".</summary>
    public string Severity { get; private set; } = "";

    public string Title { get; private set; } = "";

    /// <summary>What is wrong, with the newest numbers.</summary>
    public string Message { get; private set; } = "";

    /// <summary>What to look at.</summary>
    public string Advice { get; private set; } = "";

    /// <summary>When it began, as far as the data shows.</summary>
    public DateTimeOffset Since { get; private set; }

    /// <summary>When it was found first.</summary>
    public DateTimeOffset FoundAt { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    public static HealthProblem Create(Experiment experiment, string code, string metric, DateTimeOffset since, DateTimeOffset at) =>
        new()
        {
            ExperimentId = experiment.Id,
            Phase = experiment.Phase,
            Code = code,
            Metric = metric,
            Since = since,
            FoundAt = at,
        };

    public void Describe(string severity, string title, string message, string advice) =>
        (Severity, Title, Message, Advice) = (severity, title, message, advice);

    public void End(DateTimeOffset at) => EndedAt = at;
}

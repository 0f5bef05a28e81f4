using Waypost.Flags;

namespace Waypost.Manager.Data;

/// <summary>A named set of users in one environment.</summary>
internal sealed class SegmentDefinition : IKeyed
{
    public int Id { get; private set; }

    public int EnvironmentId { get; private set; }

    public ProjectEnvironment Environment { get; private set; } = null!;

    public string Key { get; private set; } = "";

    public string Name { get; private set; } = "";

    public IReadOnlyList<string> Included { get; private set; } = [];

    public IReadOnlyList<string> Excluded { get; private set; } = [];

    public IReadOnlyList<SegmentRule> Rules { get; private set; } = [];

    /// <summary>Incremented with every change; the ETag is derived from it.</summary>
    public long Revision { get; private set; } = 1;

    public DateTimeOffset UpdatedAt { get; private set; }

    public string UpdatedBy { get; private set; } = "";

    public static SegmentDefinition Create(
        ProjectEnvironment environment,
        string key,
        string name,
        Segment body,
        string by,
        DateTimeOffset at
    )
    {
        var segment = new SegmentDefinition
        {
            Environment = environment,
            EnvironmentId = environment.Id,
            Key = key,
            Revision = 0,
        };
        segment.Update(name, body, by, at);
        return segment;
    }

    public void Update(string name, Segment body, string by, DateTimeOffset at)
    {
        Name = name;
        Included = body.Included;
        Excluded = body.Excluded;
        Rules = body.Rules;
        UpdatedAt = at;
        UpdatedBy = by;
        Revision++;
    }

    /// <summary>The segment as it appears in the snapshot.</summary>
    public Segment ToSegment() =>
        new()
        {
            Key = Key,
            Included = Included,
            Excluded = Excluded,
            Rules = Rules,
        };
}

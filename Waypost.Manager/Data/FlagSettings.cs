using Waypost.Flags;

namespace Waypost.Manager.Data;

/// <summary>A flag's settings in one environment.</summary>
internal sealed class FlagSettings
{
    public int FlagId { get; private set; }

    public FlagDefinition Flag { get; private set; } = null!;

    public int EnvironmentId { get; private set; }

    public ProjectEnvironment Environment { get; private set; } = null!;

    public bool Enabled { get; private set; }

    public string OffVariant { get; private set; } = "";

    public IReadOnlyDictionary<string, string> Assignments { get; private set; } = new Dictionary<string, string>();

    public IReadOnlyList<Rule> Rules { get; private set; } = [];

    public Serve Fallthrough { get; private set; } = null!;

    public ExperimentLink? Experiment { get; private set; }

    /// <summary>Incremented with every change to these settings; their ETag is derived from it.</summary>
    public long Revision { get; private set; } = 1;

    public DateTimeOffset UpdatedAt { get; private set; }

    public string UpdatedBy { get; private set; } = "";

    public static FlagSettings Create(
        FlagDefinition flag,
        ProjectEnvironment environment,
        bool enabled,
        string offVariant,
        Serve fallthrough,
        string by,
        DateTimeOffset at
    ) =>
        new()
        {
            Flag = flag,
            Environment = environment,
            EnvironmentId = environment.Id,
            Enabled = enabled,
            OffVariant = offVariant,
            Fallthrough = fallthrough,
            UpdatedAt = at,
            UpdatedBy = by,
        };

    /// <summary>A flag's initial settings in an environment: off.</summary>
    public static FlagSettings CreateOff(FlagDefinition flag, ProjectEnvironment environment, string by, DateTimeOffset at) =>
        Create(flag, environment, false, flag.LastVariant, new() { Variant = flag.FirstVariant }, by, at);

    /// <summary>Copies the settings of an edited flag.</summary>
    public void Update(Flag edited, string by, DateTimeOffset at)
    {
        Enabled = edited.Enabled;
        OffVariant = edited.OffVariant;
        Assignments = edited.Assignments;
        Rules = edited.Rules;
        Fallthrough = edited.Fallthrough;
        Experiment = edited.Experiment;
        UpdatedAt = at;
        UpdatedBy = by;
        Revision++;
    }

    /// <summary>The flag as it appears in the snapshot.</summary>
    public Flag ToFlag(FlagDefinition definition) =>
        new()
        {
            Key = definition.Key,
            Type = definition.Type,
            Enabled = Enabled,
            Salt = definition.Salt,
            Variants = definition.Variants,
            OffVariant = OffVariant,
            Assignments = Assignments,
            Rules = Rules,
            Fallthrough = Fallthrough,
            Experiment = Experiment,
        };
}

using Waypost.Wire.Experiments;

namespace Waypost.Manager.Data;

/// <summary>An application with its flags, metrics and experiments.</summary>
internal sealed class Project : IKeyed
{
    public int Id { get; private set; }

    public string Key { get; private set; } = "";

    public string Name { get; private set; } = "";

    public int? MetricWindowDelayHours { get; private set; }

    public int? MetricWindowHours { get; private set; }

    public long Revision { get; private set; } = 1;

    public DateTimeOffset CreatedAt { get; private set; }

    public List<ProjectEnvironment> Environments { get; private set; } = [];

    public List<FlagDefinition> Flags { get; private set; } = [];

    /// <summary>The window that new metrics take over; null = none.</summary>
    public MetricWindow? DefaultWindow => MetricWindow.Of(MetricWindowDelayHours, MetricWindowHours);

    public static Project Create(string key, string name, DateTimeOffset at) =>
        new()
        {
            Key = key,
            Name = name,
            CreatedAt = at,
        };

    public void SetDefaultWindow(MetricWindow? window)
    {
        if (window != DefaultWindow)
        {
            MetricWindowDelayHours = window?.DelayHours;
            MetricWindowHours = window?.Hours;
            Revision++;
        }
    }

    public void Rename(string name)
    {
        if (name != Name)
        {
            Name = name;
            Revision++;
        }
    }
}

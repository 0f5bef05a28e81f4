using System.Text.Json;
using Waypost.Flags;
using Waypost.Manager.Core;

namespace Waypost.Manager.Data;

/// <summary>One edit in progress, inside <see cref="Changes"/>' transaction.</summary>
internal sealed class ChangeSet(
    ManagerDb db,
    Project project,
    IReadOnlyList<ProjectEnvironment> environments,
    Actor actor,
    DateTimeOffset at,
    Guid changeId
)
{
    private readonly Dictionary<ProjectEnvironment, EnvironmentEdits> edits = [];

    /// <summary>Tracks entities; <see cref="Changes"/> saves.</summary>
    public ManagerDb Db => db;

    public Project Project => project;

    /// <summary>The locked environments, in the order they were created.</summary>
    public IReadOnlyList<ProjectEnvironment> Environments => environments;

    /// <summary>The locked environment, when only one was requested.</summary>
    public ProjectEnvironment Environment =>
        environments.Count == 1 ? environments[0] : throw new InvalidOperationException("The change spans several environments.");

    public Actor Actor => actor;

    public DateTimeOffset At => at;

    /// <summary>Whether other managers must be notified although no version changed, as for SDK keys.</summary>
    public bool Notifies { get; private set; }

    /// <summary>Sets the flag in the environment's snapshot.</summary>
    public void Put(ProjectEnvironment environment, Flag flag) => Edits(environment).Flags[flag.Key] = flag;

    public void RemoveFlag(ProjectEnvironment environment, string key) => Edits(environment).Flags[key] = null;

    public void Put(ProjectEnvironment environment, Segment segment) => Edits(environment).Segments[segment.Key] = segment;

    public void RemoveSegment(ProjectEnvironment environment, string key) => Edits(environment).Segments[key] = null;

    public void Notify() => Notifies = true;

    /// <summary>Adds a row to the audit log, unless nothing changed.</summary>
    public void Log(string type, string? flag, ProjectEnvironment? environment, JsonElement? before, JsonElement? after)
    {
        if (before is { } b && after is { } a && JsonElement.DeepEquals(b, a))
        {
            return;
        }

        db.AuditEntries.Add(AuditEntry.Create(project.Id, type, flag, environment?.Key, actor.Name, at, before, after, changeId));
    }

    /// <summary>For <see cref="Changes"/>.</summary>
    internal IEnumerable<(ProjectEnvironment Environment, EnvironmentEdits Edits)> GetEdits() => edits.Select(e => (e.Key, e.Value));

    private EnvironmentEdits Edits(ProjectEnvironment environment) =>
        edits.TryGetValue(environment, out var found) ? found : edits[environment] = new();
}

/// <summary>What an edit sets in one environment's snapshot; null removes.</summary>
internal sealed class EnvironmentEdits
{
    public Dictionary<string, Flag?> Flags { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, Segment?> Segments { get; } = new(StringComparer.Ordinal);

    /// <summary>Contains only what differs from the snapshot.</summary>
    public SnapshotPatch ToPatch(Snapshot before)
    {
        var flags = before.Flags.Where(f => Flags.ContainsKey(f.Key)).ToDictionary(f => f.Key, StringComparer.Ordinal);
        var segments = before.Segments.Where(s => Segments.ContainsKey(s.Key)).ToDictionary(s => s.Key, StringComparer.Ordinal);
        return new()
        {
            Epoch = before.Epoch,
            From = before.Version,
            Version = before.Version + 1,
            Flags = [.. Flags.Values.OfType<Flag>().Where(f => !f.Equals(flags.GetValueOrDefault(f.Key)))],
            RemovedFlags = [.. Flags.Where(f => f.Value is null && flags.ContainsKey(f.Key)).Select(f => f.Key)],
            Segments = [.. Segments.Values.OfType<Segment>().Where(s => !s.Equals(segments.GetValueOrDefault(s.Key)))],
            RemovedSegments = [.. Segments.Where(s => s.Value is null && segments.ContainsKey(s.Key)).Select(s => s.Key)],
        };
    }
}

using System.Security.Cryptography;
using Waypost.Flags;

namespace Waypost.Manager.Data;

/// <summary>
/// An environment of a project. Its row is the outbox: a new version means that there is something to deliver,
/// and its lock serialises the edits of the environment.
/// </summary>
internal sealed class ProjectEnvironment
{
    public int Id { get; private set; }

    public int ProjectId { get; private set; }

    public Project Project { get; private set; } = null!;

    public string Key { get; private set; } = "";

    public string Name { get; private set; } = "";

    public string Epoch { get; private set; } = "";

    public long Version { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public SnapshotVersion SnapshotVersion => new(Epoch, Version);

    public static ProjectEnvironment Create(Project project, string key, string name, DateTimeOffset at) =>
        new()
        {
            Project = project,
            Key = key,
            Name = name,
            Epoch = NewEpoch(),
            CreatedAt = at,
        };

    /// <summary>Called by <see cref="Changes"/> only.</summary>
    public void MoveToNextVersion() => Version++;

    /// <summary>Eight random characters without a dot.</summary>
    public static string NewEpoch() => RandomNumberGenerator.GetString("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", 8);
}

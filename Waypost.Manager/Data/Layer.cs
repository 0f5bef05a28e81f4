using System.Security.Cryptography;
using Waypost.Flags;

namespace Waypost.Manager.Data;

/// <summary>Users that the experiments of a project share out among themselves, so that no user is in two of them.</summary>
internal sealed class Layer : IKeyed
{
    public int Id { get; private set; }

    public int ProjectId { get; private set; }

    public string Key { get; private set; } = "";

    public string Name { get; private set; } = "";

    /// <summary>Hashed with the user id. Never changes: the ranges would mean other users.</summary>
    public string Salt { get; private set; } = "";

    /// <summary>Incremented with every change; the ETag is derived from it.</summary>
    public long Revision { get; private set; } = 1;

    public DateTimeOffset CreatedAt { get; private set; }

    public string CreatedBy { get; private set; } = "";

    public static Layer Create(Project project, string key, string name, string by, DateTimeOffset at) =>
        new()
        {
            ProjectId = project.Id,
            Key = key,
            Name = name,
            Salt = NewSalt(),
            CreatedAt = at,
            CreatedBy = by,
        };

    public void Rename(string name)
    {
        if (name != Name)
        {
            Name = name;
            Revision++;
        }
    }

    public BucketRange ToRange(int from, int length) =>
        new()
        {
            Key = Key,
            Salt = Salt,
            From = from,
            To = from + length,
        };

    /// <summary>Longer than a flag's salt, so that no flag can have the same.</summary>
    internal static string NewSalt() =>
        RandomNumberGenerator.GetString("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", 12);
}

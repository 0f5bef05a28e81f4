using System.Security.Cryptography;
using System.Text.Json;
using Waypost.Flags;

namespace Waypost.Manager.Data;

/// <summary>A flag's definition, shared by all environments. Its settings in one environment are <see cref="FlagSettings"/>.</summary>
internal sealed class FlagDefinition : IKeyed
{
    public int Id { get; private set; }

    public int ProjectId { get; private set; }

    public Project Project { get; private set; } = null!;

    public string Key { get; private set; } = "";

    public string Name { get; private set; } = "";

    public string Description { get; private set; } = "";

    public FlagType Type { get; private set; }

    public IReadOnlyDictionary<string, JsonElement> Variants { get; private set; } = new Dictionary<string, JsonElement>();

    public List<string> Tags { get; private set; } = [];

    public string? Owner { get; private set; }

    public bool Archived { get; private set; }

    public string Salt { get; private set; } = "";

    /// <summary>Incremented with every change to the definition; the ETag is derived from it.</summary>
    public long Revision { get; private set; } = 1;

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>The variant that a new environment serves once the flag is switched on there.</summary>
    public string FirstVariant => Type == FlagType.Boolean ? "on" : Variants.Keys.First();

    /// <summary>The variant that a new environment serves while the flag is off.</summary>
    public string LastVariant => Type == FlagType.Boolean ? "off" : Variants.Keys.Last();

    public List<FlagSettings> Settings { get; private set; } = [];

    public static FlagDefinition Create(
        Project project,
        string key,
        string name,
        FlagType type,
        IReadOnlyDictionary<string, JsonElement> variants,
        DateTimeOffset at
    ) =>
        new()
        {
            Project = project,
            ProjectId = project.Id,
            Key = key,
            Name = name,
            Type = type,
            Variants = variants,
            Salt = RandomNumberGenerator.GetString("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", 8),
            CreatedAt = at,
        };

    /// <summary>Sets name, description, tags and owner. Call it only when something differs, because it increments the revision.</summary>
    public void Describe(string name, string description, IEnumerable<string> tags, string? owner)
    {
        Name = name;
        Description = description;
        Tags = [.. tags];
        Owner = owner;
        Revision++;
    }

    public void Archive(bool archived)
    {
        Archived = archived;
        Revision++;
    }

    public void ReplaceVariants(IReadOnlyDictionary<string, JsonElement> variants)
    {
        Variants = variants;
        Revision++;
    }
}

namespace Waypost.Manager.Data;

/// <summary>An application with its flags, metrics and experiments.</summary>
internal sealed class Project : IKeyed
{
    public int Id { get; private set; }

    public string Key { get; private set; } = "";

    public string Name { get; private set; } = "";

    public long Revision { get; private set; } = 1;

    public DateTimeOffset CreatedAt { get; private set; }

    public List<ProjectEnvironment> Environments { get; private set; } = [];

    public List<FlagDefinition> Flags { get; private set; } = [];

    public static Project Create(string key, string name, DateTimeOffset at) =>
        new()
        {
            Key = key,
            Name = name,
            CreatedAt = at,
        };

    public void Rename(string name)
    {
        if (name != Name)
        {
            Name = name;
            Revision++;
        }
    }
}

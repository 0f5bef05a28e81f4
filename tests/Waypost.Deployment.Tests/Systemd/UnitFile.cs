namespace Waypost.Deployment.Tests.Systemd;

/// <summary>A systemd unit: sections with directives, which may occur more than once.</summary>
internal sealed class UnitFile
{
    private readonly List<(string Section, string Name, string Value)> directives = [];

    public required string Name { get; init; }

    public IEnumerable<(string Section, string Name)> Directives => directives.Select(directive => (directive.Section, directive.Name));

    public static UnitFile Read(string file)
    {
        var unit = new UnitFile { Name = Path.GetFileName(file) };
        var section = "";
        foreach (var line in File.ReadLines(file).Where(line => line.Length > 0 && line[0] is not ('#' or ';')))
        {
            if (line is ['[', .. var name, ']'])
            {
                section = name;
            }
            else if (line.Split('=', 2) is [var directive, var value])
            {
                unit.directives.Add((section, directive, value));
            }
            else
            {
                throw new InvalidDataException($"{file}: '{line}' is neither a section nor a directive.");
            }
        }

        return unit;
    }

    public IEnumerable<string> All(string name) =>
        directives.Where(directive => directive.Name == name).Select(directive => directive.Value);

    public string One(string name) => All(name).Single();

    /// <summary>The variables of the unit, with systemd's specifiers replaced for an instance.</summary>
    public Dictionary<string, string> Variables(string instance, string stateRoot) =>
        All("Environment")
            .Select(variable => variable.Split('=', 2))
            .ToDictionary(
                pair => pair[0],
                pair =>
                    pair[1]
                        .Replace("%i", instance, StringComparison.Ordinal)
                        .Replace("%H", "host", StringComparison.Ordinal)
                        .Replace("%S", stateRoot, StringComparison.Ordinal)
            );
}

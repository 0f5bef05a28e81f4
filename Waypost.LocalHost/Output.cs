namespace Waypost.LocalHost;

/// <summary>Everything LocalHost prints: the parts' lines behind their names, its own behind "waypost".</summary>
internal sealed class Output(TextWriter writer, bool colours)
{
    private const int NameWidth = 12;
    private static readonly string[] Palette = ["36", "32", "33", "35", "34", "96", "92", "93", "95", "94"]; // ANSI foregrounds

    private readonly Lock writing = new(); // guards the writer and who has which colour
    private readonly Dictionary<string, string> chosen = [];

    internal static Output ToConsole() => new(
        Console.Out,
        // https://no-color.org: any value that is not empty.
        colours: !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) && Environment.GetEnvironmentVariable("TERM") != "dumb");

    internal void Say(string line) => Of("waypost", line);

    internal void Of(string part, string line)
    {
        var name = part.PadRight(NameWidth);
        lock (writing)
        {
            writer.WriteLine(colours ? $"\e[{ColourOf(part)}m{name}|\e[0m {line}" : $"{name}| {line}");
        }
    }

    internal void Plain(string line)
    {
        lock (writing)
        {
            writer.WriteLine(line);
        }
    }

    private string ColourOf(string part)
    {
        if (!chosen.TryGetValue(part, out var colour))
        {
            chosen[part] = colour = Palette[chosen.Count % Palette.Length];
        }

        return colour;
    }
}

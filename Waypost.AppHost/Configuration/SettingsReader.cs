using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Waypost.AppHost.Configuration;

/// <summary>Reads settings and collects what is wrong with them, so that everything can be reported at once.</summary>
internal sealed class SettingsReader(IConfiguration configuration)
{
    private readonly List<string> faults = [];

    public string? Text(string name) => configuration[name] is { Length: > 0 } text ? text : null;

    public int Number(string name, int byDefault, int lowest, int highest)
    {
        if (Text(name) is not { } text)
        {
            return byDefault;
        }
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= lowest && number <= highest)
        {
            return number;
        }
        faults.Add($"{name} must be a whole number from {lowest} to {highest}, not '{text}': set it with --{name}.");
        return byDefault;
    }

    public bool Truth(string name, bool byDefault)
    {
        if (Text(name) is not { } text)
        {
            return byDefault;
        }
        if (bool.TryParse(text, out var truth))
        {
            return truth;
        }
        faults.Add($"{name} must be true or false, not '{text}': set it with --{name}.");
        return byDefault;
    }

    public T Choice<T>(string name, T byDefault)
        where T : struct, Enum
    {
        if (Text(name) is not { } text)
        {
            return byDefault;
        }
        foreach (var choice in Enum.GetValues<T>())
        {
            if (string.Equals(choice.ToString(), text, StringComparison.OrdinalIgnoreCase))
            {
                return choice;
            }
        }

        var names = string.Join(", ", Enum.GetNames<T>().Select(choice => choice.ToLowerInvariant()));
        faults.Add($"{name} must be one of {names}, not '{text}': set it with --{name}.");
        return byDefault;
    }

    public void ThrowIfFaulty()
    {
        if (faults.Count > 0)
        {
            throw new StartException([.. faults]);
        }
    }
}

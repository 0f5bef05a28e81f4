using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Waypost.AppHost.Configuration;

/// <summary>Reads settings and collects all errors, so that they can be reported together.</summary>
internal sealed class SettingsReader(IConfiguration configuration)
{
    private readonly List<string> errors = [];

    public string? Text(string name) => configuration[name] is { Length: > 0 } text ? text : null;

    public int Number(string name, int defaultValue, int lowest, int highest)
    {
        if (Text(name) is not { } text)
        {
            return defaultValue;
        }
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= lowest && number <= highest)
        {
            return number;
        }
        errors.Add($"{name} must be a whole number from {lowest} to {highest}, not '{text}': set it with --{name}.");
        return defaultValue;
    }

    public bool Boolean(string name, bool defaultValue)
    {
        if (Text(name) is not { } text)
        {
            return defaultValue;
        }
        if (bool.TryParse(text, out var value))
        {
            return value;
        }
        errors.Add($"{name} must be true or false, not '{text}': set it with --{name}.");
        return defaultValue;
    }

    public T Choice<T>(string name, T defaultValue)
        where T : struct, Enum
    {
        if (Text(name) is not { } text)
        {
            return defaultValue;
        }
        foreach (var choice in Enum.GetValues<T>())
        {
            if (string.Equals(choice.ToString(), text, StringComparison.OrdinalIgnoreCase))
            {
                return choice;
            }
        }

        var names = string.Join(", ", Enum.GetNames<T>().Select(choice => choice.ToLowerInvariant()));
        errors.Add($"{name} must be one of {names}, not '{text}': set it with --{name}.");
        return defaultValue;
    }

    public void ThrowIfInvalid()
    {
        if (errors.Count > 0)
        {
            throw new StartException([.. errors]);
        }
    }
}

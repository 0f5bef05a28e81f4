using Waypost.AppHost.Data;

namespace Waypost.AppHost.Configuration;

/// <summary>
/// Finds misspelt options, which .NET's configuration accepts silently (<c>--Provders 3</c>). Options with a colon or an underscore are
/// checked only in Waypost's own sections, because Aspire and .NET add options with every version.
/// </summary>
internal static class CommandLineCheck
{
    private static readonly string[] ownOptions =
    [
        nameof(AppHostSettings.DataDirectory),
        nameof(AppHostSettings.ManagerPort),
        nameof(AppHostSettings.ProviderPort),
        nameof(AppHostSettings.SamplePort),
        nameof(AppHostSettings.PostgresPort),
        nameof(AppHostSettings.Managers),
        nameof(AppHostSettings.Providers),
        nameof(AppHostSettings.Workers),
        nameof(AppHostSettings.Demo),
        nameof(AppHostSettings.Postgres),
    ];

    /// <summary>Options without a colon that Aspire and the generic host read.</summary>
    private static readonly string[] platformOptions =
    [
        "publisher",
        "operation",
        "output-path",
        "step",
        "deploy",
        "list-steps",
        "log-level",
        "include-exception-details",
        "clear-cache",
        "non-interactive",
        "environment",
        "contentRoot",
        "applicationName",
        "urls",
        "shutdownTimeoutSeconds",
    ];

    /// <summary>Sections that only Waypost uses.</summary>
    private static readonly Dictionary<string, string[]> sections = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Parameters"] = [.. ParameterNames.All],
        ["ConnectionStrings"] = ["waypostdb", "events"],
        ["Waypost"] = [],
    };

    /// <exception cref="StartException">Has a sentence for each unknown option and each option without a value.</exception>
    public static void Check(IReadOnlyList<string> args)
    {
        var errors = args.Index()
            .Where(one => IsOption(one.Item))
            .Select(one => UnknownOption(Name(one.Item)) ?? MissingValue(args, one.Index))
            .OfType<string>()
            .ToList();
        if (errors.Count > 0)
        {
            throw new StartException([.. errors]);
        }
    }

    private static bool IsOption(string arg) => arg.StartsWith("--", StringComparison.Ordinal);

    private static string Name(string arg) => arg[2..].Split('=', 2)[0];

    /// <summary>.NET's configuration silently ignores an option without a value.</summary>
    private static string? MissingValue(IReadOnlyList<string> args, int index)
    {
        var (arg, name) = (args[index], Name(args[index]));
        var hasValue = arg.Contains('=', StringComparison.Ordinal)
            ? !arg.EndsWith('=')
            : index + 1 < args.Count && !IsOption(args[index + 1]);
        return hasValue || !Contains(ownOptions, name) ? null : $"--{name} needs a value.";
    }

    private static string? UnknownOption(string name)
    {
        if (name.Split(':', 2) is not [var section, var key])
        {
            return Contains([.. ownOptions, .. platformOptions], name) || name.Contains('_', StringComparison.Ordinal)
                ? null
                : $"There is no option --{name}. The options are {string.Join(", ", ownOptions.Select(option => "--" + option))}; "
                    + "docs/running.md explains them.";
        }

        if (!sections.TryGetValue(section, out var keys) || Contains(keys, key))
        {
            return null;
        }
        return keys.Length > 0
            ? $"There is no option --{name}. The options of {section} are {string.Join(", ", keys.Select(one => $"--{section}:{one}"))}."
            : $"There is no option --{name}: the app host sets the services' settings. Use its own options and --Parameters:*; "
                + "docs/running.md explains them.";
    }

    private static bool Contains(string[] names, string name) => names.Contains(name, StringComparer.OrdinalIgnoreCase);
}

using Waypost.AppHost.Data;

namespace Waypost.AppHost.Configuration;

/// <summary>
/// Finds misspelt options: .NET's configuration would take <c>--Provders 3</c> without a word. Only names that look like ours are
/// judged; Aspire and .NET have options of their own, and new ones with every version.
/// </summary>
internal static class CommandLineCheck
{
    private static readonly string[] own =
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
    private static readonly string[] known =
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

    /// <summary>Sections in which every name is ours.</summary>
    private static readonly Dictionary<string, string[]> sections = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Parameters"] = [.. ParameterNames.All],
        ["ConnectionStrings"] = ["waypostdb", "events"],
        ["Waypost"] = [],
    };

    /// <exception cref="StartException">A sentence for each option that nothing reads or that has no value.</exception>
    public static void Check(IReadOnlyList<string> args)
    {
        var faults = args.Index()
            .Where(one => IsOption(one.Item))
            .Select(one => Fault(Name(one.Item)) ?? Valueless(args, one.Index))
            .OfType<string>()
            .ToList();
        if (faults.Count > 0)
        {
            throw new StartException([.. faults]);
        }
    }

    private static bool IsOption(string arg) => arg.StartsWith("--", StringComparison.Ordinal);

    private static string Name(string arg) => arg[2..].Split('=', 2)[0];

    /// <summary>.NET's configuration ignores an option without a value.</summary>
    private static string? Valueless(IReadOnlyList<string> args, int index)
    {
        var (arg, name) = (args[index], Name(args[index]));
        var hasValue = arg.Contains('=', StringComparison.Ordinal)
            ? !arg.EndsWith('=')
            : index + 1 < args.Count && !IsOption(args[index + 1]);
        return hasValue || !Has(own, name) ? null : $"--{name} needs a value.";
    }

    private static string? Fault(string name)
    {
        if (name.Split(':', 2) is not [var section, var key])
        {
            return Has([.. own, .. known], name) || name.Contains('_', StringComparison.Ordinal)
                ? null
                : $"There is no option --{name}. There are {string.Join(", ", own.Select(option => "--" + option))}; "
                    + "docs/running.md explains them.";
        }

        if (!sections.TryGetValue(section, out var keys) || Has(keys, key))
        {
            return null;
        }
        return keys.Length > 0
            ? $"There is no option --{name}. Of {section} there are {string.Join(", ", keys.Select(one => $"--{section}:{one}"))}."
            : $"There is no option --{name}: the app host passes the services their settings. What can be chosen are its own "
                + "options and --Parameters:*; docs/running.md explains them.";
    }

    private static bool Has(string[] names, string name) => names.Contains(name, StringComparer.OrdinalIgnoreCase);
}

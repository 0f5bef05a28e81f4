namespace Waypost.LocalHost.Configuration;

/// <summary><c>--Name value</c> and <c>--Name=value</c>, names without regard to case; the last one wins.</summary>
internal static class CommandLine
{
    internal static Dictionary<string, string> Read(IReadOnlyList<string> args, List<string> faults)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < args.Count; i++)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal))
            {
                faults.Add($"'{args[i]}' is not an option: options look like --Providers 3.");
                continue;
            }

            var (name, value) = args[i][2..].Split('=', 2) is [var left, var right] ? (left, right) : (args[i][2..], null);
            if (Known(name) is not { } known)
            {
                faults.Add($"There is no option --{name}: there are {string.Join(", ", SettingNames.Own.Select(n => "--" + n))} and --Waypost:Bootstrap:*.");
                i += value is null && Follows(args, i) ? 1 : 0;
                continue;
            }

            if (value is null && Follows(args, i))
            {
                value = args[++i];
            }

            // A switch alone switches on.
            value ??= known == SettingNames.Demo ? "true" : null;
            if (string.IsNullOrEmpty(value))
            {
                faults.Add($"--{known} needs a value.");
                continue;
            }

            values[known] = value;
        }

        return values;
    }

    private static bool Follows(IReadOnlyList<string> args, int i) => i + 1 < args.Count && !args[i + 1].StartsWith("--", StringComparison.Ordinal);

    private static string? Known(string name) =>
        SettingNames.Own.Concat(SettingNames.PassedOn).FirstOrDefault(n => n.Equals(name, StringComparison.OrdinalIgnoreCase));
}

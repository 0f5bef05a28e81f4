using System.Globalization;

namespace Waypost.LocalHost.Configuration;

/// <summary>Command line over environment over defaults. All that is wrong is reported at once.</summary>
internal sealed class SettingsReader
{
    private const int HighestPort = 65535;
    private const int MostProviders = 64;

    private readonly Dictionary<string, string> values;
    private readonly List<string> faults = [];

    private SettingsReader(IReadOnlyList<string> args, IReadOnlyDictionary<string, string> environment)
    {
        values = CommandLine.Read(args, faults);
        foreach (var name in SettingNames.Own.Concat(SettingNames.PassedOn))
        {
            var key = environment.Keys.FirstOrDefault(k => k.Equals(SettingNames.InEnvironment(name), StringComparison.OrdinalIgnoreCase));
            if (key is not null && environment[key].Length > 0)
            {
                values.TryAdd(name, environment[key]);
            }
        }
    }

    /// <param name="args">The command line.</param>
    /// <param name="environment">The environment's variables.</param>
    /// <param name="home">Where the data directory lies unless it is set.</param>
    /// <exception cref="StartFault">Lists everything that is wrong.</exception>
    internal static Settings Read(IReadOnlyList<string> args, IReadOnlyDictionary<string, string> environment, string home)
    {
        var reader = new SettingsReader(args, environment);
        var settings = reader.Settings(home);
        if (reader.faults.Count == 0)
        {
            reader.faults.AddRange(PortPlan.Clashes(settings));
        }

        return reader.faults.Count == 0 ? settings : throw new StartFault([.. reader.faults]);
    }

    private Settings Settings(string home)
    {
        var defaults = new Settings { DataDirectory = home };
        return new()
        {
            DataDirectory = Path.GetFullPath(values.GetValueOrDefault(SettingNames.DataDirectory) ?? Path.Combine(home, ".waypost")),
            ManagerPort = Number(SettingNames.ManagerPort, defaults.ManagerPort, HighestPort),
            ProviderPort = Number(SettingNames.ProviderPort, defaults.ProviderPort, HighestPort),
            Providers = Number(SettingNames.Providers, defaults.Providers, MostProviders),
            SamplePort = Number(SettingNames.SamplePort, defaults.SamplePort, HighestPort),
            PostgresPort = Number(SettingNames.PostgresPort, defaults.PostgresPort, HighestPort),
            Demo = Truth(SettingNames.Demo, defaults.Demo),
            WaypostDb = values.GetValueOrDefault(SettingNames.WaypostDb),
            EventsDb = values.GetValueOrDefault(SettingNames.EventsDb),
            Given = values.Where(v => v.Key.StartsWith("Waypost:", StringComparison.Ordinal)).ToDictionary(),
        };
    }

    private int Number(string name, int otherwise, int highest)
    {
        if (!values.TryGetValue(name, out var text))
        {
            return otherwise;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= highest)
        {
            return number;
        }

        faults.Add($"{name} must be a whole number from 1 to {highest}, not '{text}': {SettingNames.HowToSet(name)}.");
        return otherwise;
    }

    private bool Truth(string name, bool otherwise)
    {
        if (!values.TryGetValue(name, out var text))
        {
            return otherwise;
        }

        if (bool.TryParse(text, out var truth))
        {
            return truth;
        }

        faults.Add($"{name} must be true or false, not '{text}': {SettingNames.HowToSet(name)}.");
        return otherwise;
    }
}

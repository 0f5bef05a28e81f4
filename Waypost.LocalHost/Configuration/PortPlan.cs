namespace Waypost.LocalHost.Configuration;

/// <param name="Port">The port.</param>
/// <param name="Part">Who will listen there.</param>
/// <param name="Setting">What to change to put it elsewhere.</param>
internal readonly record struct PlannedPort(int Port, string Part, string Setting);

/// <summary>Which part listens where.</summary>
internal static class PortPlan
{
    internal static IReadOnlyList<PlannedPort> Of(Settings settings) =>
    [
        .. settings.OwnPostgres ? [new PlannedPort(settings.PostgresPort, "postgres", SettingNames.PostgresPort)] : Array.Empty<PlannedPort>(),
        new(settings.ManagerPort, "manager", SettingNames.ManagerPort),
        .. Enumerable.Range(1, settings.Providers).Select(n => new PlannedPort(settings.ProviderPort + n - 1, $"provider-{n}", SettingNames.ProviderPort)),
        .. settings.Demo ? [new PlannedPort(settings.SamplePort, "solarflare", SettingNames.SamplePort)] : Array.Empty<PlannedPort>(),
    ];

    internal static IEnumerable<string> Clashes(Settings settings)
    {
        var plan = Of(settings);
        if (plan.FirstOrDefault(p => p.Port > ushort.MaxValue) is { Part: not null } beyond)
        {
            yield return $"ProviderPort {settings.ProviderPort} leaves no port for {beyond.Part}: {SettingNames.HowToSet(SettingNames.ProviderPort)}.";
        }

        foreach (var same in plan.GroupBy(p => p.Port).Where(g => g.Count() > 1))
        {
            yield return $"Port {same.Key} is planned for {string.Join(" and ", same.Select(p => $"{p.Part} ({p.Setting})"))}: choose another with --{same.Last().Setting}.";
        }
    }
}

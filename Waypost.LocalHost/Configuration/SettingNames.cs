namespace Waypost.LocalHost.Configuration;

internal static class SettingNames
{
    internal const string DataDirectory = nameof(Settings.DataDirectory);
    internal const string ManagerPort = nameof(Settings.ManagerPort);
    internal const string ProviderPort = nameof(Settings.ProviderPort);
    internal const string Providers = nameof(Settings.Providers);
    internal const string SamplePort = nameof(Settings.SamplePort);
    internal const string PostgresPort = nameof(Settings.PostgresPort);
    internal const string Demo = nameof(Settings.Demo);

    internal const string WaypostDb = "ConnectionStrings:waypostdb";
    internal const string EventsDb = "ConnectionStrings:events";
    internal const string WebhookSecret = "Waypost:WebhookSecret";
    internal const string AdminEmail = "Waypost:Bootstrap:AdminEmail";
    internal const string AdminPassword = "Waypost:Bootstrap:AdminPassword";
    internal const string AdminToken = "Waypost:Bootstrap:AdminToken";
    internal const string ServerKey = "Waypost:Bootstrap:ServerKey";
    internal const string ClientKey = "Waypost:Bootstrap:ClientKey";

    /// <summary>LocalHost's own: <c>--Providers 3</c> or <c>WAYPOST_PROVIDERS=3</c>.</summary>
    internal static readonly string[] Own = [DataDirectory, ManagerPort, ProviderPort, Providers, SamplePort, PostgresPort, Demo];

    /// <summary>The parts': <c>--Waypost:Bootstrap:AdminEmail=…</c> or <c>Waypost__Bootstrap__AdminEmail=…</c>.</summary>
    internal static readonly string[] PassedOn = [WaypostDb, EventsDb, WebhookSecret, AdminEmail, AdminPassword, AdminToken, ServerKey, ClientKey];

    internal static string InEnvironment(string name) =>
        name.Contains(':', StringComparison.Ordinal) ? name.Replace(":", "__", StringComparison.Ordinal) : "WAYPOST_" + name.ToUpperInvariant();

    /// <summary>How to set it, for the end of a sentence.</summary>
    internal static string HowToSet(string name) => $"set it with --{name} or {InEnvironment(name)}";
}

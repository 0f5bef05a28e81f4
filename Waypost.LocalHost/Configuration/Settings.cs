namespace Waypost.LocalHost.Configuration;

/// <summary>What LocalHost was told, checked. Each value can be given on the command line or in the environment.</summary>
internal sealed record Settings
{
    internal required string DataDirectory { get; init; }

    internal int ManagerPort { get; init; } = 3000;

    /// <summary>Of the first replica; the next ones follow it.</summary>
    internal int ProviderPort { get; init; } = 5050;

    internal int Providers { get; init; } = 2;

    internal int SamplePort { get; init; } = 5080;

    internal int PostgresPort { get; init; } = 54320;

    /// <summary>The SolarFlare shop, its flag and its events.</summary>
    internal bool Demo { get; init; } = true;

    /// <summary>A database to use in place of one of LocalHost's own.</summary>
    internal string? WaypostDb { get; init; }

    /// <summary>Likewise for the shop's events.</summary>
    internal string? EventsDb { get; init; }

    /// <summary>Settings for the parts, by their full names: <c>Waypost:Bootstrap:AdminEmail</c>, <c>Waypost:WebhookSecret</c>.</summary>
    internal IReadOnlyDictionary<string, string> Given { get; init; } = new Dictionary<string, string>();

    internal bool OwnPostgres => WaypostDb is null;

    internal string ManagerUrl => Url(ManagerPort);

    internal string SampleUrl => Url(SamplePort);

    internal string ProviderUrl(int number) => Url(ProviderPort + number - 1);

    internal static string Url(int port) => $"http://localhost:{port}";
}

using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;

namespace Waypost.AppHost.Configuration;

/// <param name="Port">0 = any free port.</param>
/// <param name="Resource">The resource that will listen there.</param>
/// <param name="Setting">What changes it: <c>--ManagerPort</c>, or an environment variable.</param>
internal readonly record struct PlannedPort(int Port, string Resource, string Setting);

/// <summary>
/// Checks before anything starts that each port is free, because a resource that fails later cannot explain it as clearly.
/// </summary>
internal static class Ports
{
    /// <summary>The variables from which Aspire takes the dashboard's ports.</summary>
    private static readonly string[] dashboard =
    [
        "ASPNETCORE_URLS",
        "ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL",
        "ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL",
    ];

    public static IReadOnlyList<PlannedPort> Planned(AppHostSettings settings, IConfiguration configuration) =>
        [
            .. settings.WaypostDb is null || (settings.Demo && settings.EventsDb is null)
                ? [new PlannedPort(settings.PostgresPort, "postgres", "--PostgresPort")]
                : Array.Empty<PlannedPort>(),
            new(settings.ManagerPort, "manager", "--ManagerPort"),
            new(settings.ProviderPort, "provider", "--ProviderPort"),
            .. settings.Demo ? [new PlannedPort(settings.SamplePort, "solarflare", "--SamplePort")] : Array.Empty<PlannedPort>(),
            .. from variable in dashboard
            from url in (configuration[variable] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries)
            where Uri.TryCreate(url, UriKind.Absolute, out _)
            select new PlannedPort(new Uri(url).Port, "the dashboard", variable),
        ];

    /// <exception cref="StartException">Has a sentence for every port that is in use or planned twice.</exception>
    public static void EnsureFree(IReadOnlyList<PlannedPort> planned)
    {
        var fixedPorts = planned.Where(port => port.Port != 0).ToList();
        var errors = fixedPorts
            .GroupBy(port => port.Port)
            .Where(same => same.Count() > 1)
            .Select(DescribeConflict)
            .Concat(fixedPorts.Select(DescribeIfUnusable).OfType<string>())
            .ToList();
        if (errors.Count > 0)
        {
            throw new StartException([.. errors]);
        }
    }

    public static int FindFree()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string DescribeConflict(IGrouping<int, PlannedPort> same) =>
        $"Port {same.Key} is planned for "
        + $"{string.Join(" and ", same.Select(port => $"{port.Resource} ({port.Setting})"))}: choose another with {same.Last().Setting}.";

    private static string? DescribeIfUnusable(PlannedPort planned) =>
        TryListen(planned.Port) switch
        {
            null => null,
            SocketError.AccessDenied =>
                $"Port {planned.Port}, planned for {planned.Resource}, needs administrator rights: choose a port above 1023 with "
                    + $"{planned.Setting}.",
            _ => $"Port {planned.Port}, planned for {planned.Resource}, is in "
                + $"use{(PortOwner.Describe(planned.Port) is { } owner ? $" by {owner}" : "")}: stop the program that listens there, or "
                + $"choose another with {planned.Setting}.",
        };

    private static SocketError? TryListen(int port) =>
        TryListen(IPAddress.Loopback, port) ?? (Socket.OSSupportsIPv6 ? TryListen(IPAddress.IPv6Loopback, port) : null);

    private static SocketError? TryListen(IPAddress address, int port)
    {
        try
        {
            using var listener = new TcpListener(address, port) { ExclusiveAddressUse = true };
            listener.Start();
            return null;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported)
        {
            return null; // this machine has no IPv6 loopback address
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode;
        }
    }
}

using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;

namespace Waypost.AppHost.Configuration;

/// <param name="Port">0 = any free one.</param>
/// <param name="Resource">What will listen there.</param>
/// <param name="Setting">What moves it: <c>--ManagerPort</c>, or an environment variable.</param>
internal readonly record struct PlannedPort(int Port, string Resource, string Setting);

/// <summary>
/// Looks before anything is started whether each port can be used, because a resource that fails later cannot say so as clearly.
/// </summary>
internal static class Ports
{
    /// <summary>Of the dashboard, in the variables that Aspire and a launch profile use for them.</summary>
    private static readonly string[] dashboard =
    [
        "ASPNETCORE_URLS",
        "ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL",
        "ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL",
    ];

    public static IReadOnlyList<PlannedPort> Of(AppHostSettings settings, IConfiguration configuration) =>
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

    /// <exception cref="StartException">A sentence for every port that is taken or planned twice.</exception>
    public static void EnsureFree(IReadOnlyList<PlannedPort> planned)
    {
        var chosen = planned.Where(port => port.Port != 0).ToList();
        var faults = chosen
            .GroupBy(port => port.Port)
            .Where(same => same.Count() > 1)
            .Select(Clash)
            .Concat(chosen.Select(Unusable).OfType<string>())
            .ToList();
        if (faults.Count > 0)
        {
            throw new StartException([.. faults]);
        }
    }

    public static int AnyFree()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string Clash(IGrouping<int, PlannedPort> same) =>
        $"Port {same.Key} is planned for "
        + $"{string.Join(" and ", same.Select(port => $"{port.Resource} ({port.Setting})"))}: choose another with {same.Last().Setting}.";

    private static string? Unusable(PlannedPort planned) =>
        Fault(planned.Port) switch
        {
            null => null,
            SocketError.AccessDenied =>
                $"Port {planned.Port}, planned for {planned.Resource}, needs administrator rights: choose one above 1023 with "
                    + $"{planned.Setting}.",
            _ => $"Port {planned.Port}, planned for {planned.Resource}, is in "
                + $"use{(PortHolder.Find(planned.Port) is { } holder ? $" by {holder}" : "")}: stop what listens there, or "
                + $"choose another with {planned.Setting}.",
        };

    private static SocketError? Fault(int port) =>
        Fault(IPAddress.Loopback, port) ?? (Socket.OSSupportsIPv6 ? Fault(IPAddress.IPv6Loopback, port) : null);

    private static SocketError? Fault(IPAddress address, int port)
    {
        try
        {
            using var listener = new TcpListener(address, port) { ExclusiveAddressUse = true };
            listener.Start();
            return null;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported)
        {
            return null; // a machine without the IPv6 loopback lacks the address; that takes no port
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode;
        }
    }
}

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.ServiceDiscovery;
using Npgsql;

namespace Waypost.Deployment.Tests.Settings;

/// <summary>
/// Finds out how a service reads the environment variables of a deployment: runs its entry point with them until its host is built, runs
/// its validation, and records every setting it reads. Tests that use it belong to the collection <see cref="ProcessEnvironment"/>, because
/// a process has only one environment.
/// </summary>
internal static class BoundSettings
{
    private static readonly Dictionary<string, string> assemblies = new()
    {
        ["manager"] = "Waypost.Manager",
        ["provider"] = "Waypost.FlagProvider",
        ["stats"] = "Waypost.Stats",
    };

    public static IEnumerable<string> Services => assemblies.Keys;

    /// <param name="service"><c>manager</c>, <c>provider</c> or <c>stats</c>.</param>
    /// <param name="variables">All variables that the deployment sets, with realistic values.</param>
    public static ServiceReading Of(string service, IReadOnlyDictionary<string, string> variables)
    {
        var recorder = ReadRecorder.Current.Value = new();
        try
        {
            using var environment = ProcessEnvironment.Set(variables);
            using var host = BuiltService.Of(assemblies[service], []);
            var faults = FaultsOf(host.Services);
            _ = host.Services.GetRequiredService<ILoggerFactory>(); // reads the logging settings
            return new(
                [
                    .. variables.Keys.Where(name =>
                        !PlatformVariables.Contains(name) && !SettingsReadLater.Contains(service, name) && !recorder.WasRead(KeyOf(name))
                    ),
                ],
                faults,
                host.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout
            );
        }
        finally
        {
            ReadRecorder.Current.Value = null;
        }
    }

    private static string KeyOf(string variable) => variable.Replace("__", ":", StringComparison.Ordinal);

    private static List<string> FaultsOf(IServiceProvider services)
    {
        var faults = new List<string>();
        Try(() => services.GetRequiredService<IStartupValidator>().Validate());
        Try(() => services.GetService<NpgsqlDataSource>());
        foreach (var client in ClientsOf(services))
        {
            Try(() => FindPeer(services, client));
        }
        return [.. faults.Distinct()];

        void Try(Action start)
        {
            try
            {
                start();
            }
            catch (Exception fault) // of any type: the service would not work
            {
                faults.AddRange(Sentences(fault));
            }
        }
    }

    private static IEnumerable<string> Sentences(Exception fault) =>
        fault switch
        {
            OptionsValidationException settings => settings.Failures,
            AggregateException several => several.InnerExceptions.SelectMany(Sentences),
            _ => [fault.Message],
        };

    private static IEnumerable<string> ClientsOf(IServiceProvider services) =>
        services
            .GetServices<IConfigureOptions<HttpClientFactoryOptions>>()
            .OfType<ConfigureNamedOptions<HttpClientFactoryOptions>>()
            .Select(options => options.Name)
            .Where(name => name is { Length: > 0 })
            .Distinct()!;

    /// <summary>Resolves the service that a client calls, as its first call does.</summary>
    private static void FindPeer(IServiceProvider services, string name)
    {
        using var client = services.GetRequiredService<IHttpClientFactory>().CreateClient(name);
        if (client.BaseAddress is not { IsLoopback: false } address)
        {
            return;
        }
        var discovery = services.GetRequiredService<ServiceEndpointResolver>();
        discovery.GetEndpointsAsync(address.GetLeftPart(UriPartial.Authority), default).AsTask().GetAwaiter().GetResult();
    }
}

/// <param name="Unread">Variables that the service does not read, because they are misspelt or no longer exist.</param>
/// <param name="Faults">The service's own messages about why it would not start.</param>
/// <param name="StopTime">The service's shutdown timeout, including the drain.</param>
internal sealed record ServiceReading(IReadOnlyList<string> Unread, IReadOnlyList<string> Faults, TimeSpan StopTime);

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.ServiceDiscovery;
using Npgsql;

namespace Waypost.Deployment.Tests.Settings;

/// <summary>
/// What a service makes of the environment variables that a deployment gives it. The service itself is asked: its real entry point runs
/// with these variables until its host is built, its own checks run, and every setting it reads is noted.
/// Tests that call this belong to the collection <see cref="OwnEnvironment"/>, because a process has one environment.
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
    /// <param name="variables">All that the deployment gives it, with values it could have.</param>
    public static Reading Of(string service, IReadOnlyDictionary<string, string> variables)
    {
        var recorder = ReadRecorder.Current.Value = new();
        try
        {
            using var environment = OwnEnvironment.Set(variables);
            using var host = BuiltService.Of(assemblies[service], []);
            var faults = FaultsOf(host.Services);
            _ = host.Services.GetRequiredService<ILoggerFactory>(); // reads how to log
            return new(
                [
                    .. variables.Keys.Where(name =>
                        !PlatformVariables.Know(name) && !ReadLater.By(service, name) && !recorder.WasAskedFor(KeyOf(name))
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
            catch (Exception fault) // whatever it is, the service would not have worked
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

    /// <summary>Looks up the service that a client calls, as its first call would.</summary>
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

/// <param name="Unread">Variables the service never asked for: a misspelt name, or one the service no longer has.</param>
/// <param name="Faults">Why the service would not start, in its own words.</param>
/// <param name="StopTime">How long it gives itself to stop, the drain included.</param>
internal sealed record Reading(IReadOnlyList<string> Unread, IReadOnlyList<string> Faults, TimeSpan StopTime);

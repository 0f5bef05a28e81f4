using System.Collections.Concurrent;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;

[assembly: HostingStartup(typeof(Waypost.Deployment.Tests.Settings.AttachReadRecorder))]

namespace Waypost.Deployment.Tests.Settings;

/// <summary>A configuration source that knows nothing and notes what it is asked for. As the last source it is asked first.</summary>
internal sealed class ReadRecorder : ConfigurationProvider, IConfigurationSource
{
    private readonly ConcurrentDictionary<string, bool> asked = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Of the service that is being built in this flow of execution.</summary>
    public static AsyncLocal<ReadRecorder?> Current { get; } = new();

    public bool WasAskedFor(string key) => asked.ContainsKey(key);

    public override bool TryGet(string key, out string? value)
    {
        asked.TryAdd(key, true);
        value = null;
        return false;
    }

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;
}

/// <summary>
/// ASP.NET runs this before a service's own first line, so that what is read while the service is put together is noted too.
/// </summary>
internal sealed class AttachReadRecorder : IHostingStartup
{
    public void Configure(IWebHostBuilder builder) =>
        builder.ConfigureAppConfiguration(
            (_, configuration) =>
            {
                if (ReadRecorder.Current.Value is { } recorder)
                {
                    configuration.Add(recorder);
                }
            }
        );
}

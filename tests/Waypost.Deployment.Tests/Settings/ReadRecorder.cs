using System.Collections.Concurrent;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;

[assembly: HostingStartup(typeof(Waypost.Deployment.Tests.Settings.AttachReadRecorder))]

namespace Waypost.Deployment.Tests.Settings;

/// <summary>An empty configuration source that records the keys that are read. As the last source it is read first.</summary>
internal sealed class ReadRecorder : ConfigurationProvider, IConfigurationSource
{
    private readonly ConcurrentDictionary<string, bool> read = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The recorder of the service that is being built in this asynchronous flow.</summary>
    public static AsyncLocal<ReadRecorder?> Current { get; } = new();

    public bool WasRead(string key) => read.ContainsKey(key);

    public override bool TryGet(string key, out string? value)
    {
        read.TryAdd(key, true);
        value = null;
        return false;
    }

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;
}

/// <summary>
/// ASP.NET Core runs this before the service's own code, so that settings read while it is built are recorded too.
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

using System.ComponentModel;
using System.Diagnostics;
using System.Reflection;

namespace Waypost.AppHost.Tests;

/// <summary>Whether this machine can start the model: Aspire's orchestrator is there, and a container engine answers or an existing server is named.</summary>
public static class Orchestrator
{
    public const string Missing = "Needs Aspire's orchestrator (DCP) and a container engine, or ConnectionStrings__waypostdb and ConnectionStrings__events.";

    public static bool IsThere => HasDcp() && (HasServer() || HasEngine());

    static bool HasServer() => new[] { "ConnectionStrings__waypostdb", "ConnectionStrings__events" }
        .All(name => Environment.GetEnvironmentVariable(name) is { Length: > 0 });

    // The app host's build writes down where it found the orchestrator.
    static bool HasDcp() => typeof(Projects.Waypost_AppHost).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Any(fact => string.Equals(fact.Key, "dcpclipath", StringComparison.OrdinalIgnoreCase) && File.Exists(fact.Value));

    static bool HasEngine() => Answers("docker") || Answers("podman");

    static bool Answers(string engine)
    {
        try
        {
            using var info = Process.Start(new ProcessStartInfo(engine, "info") { RedirectStandardOutput = true, RedirectStandardError = true });
            return info is not null && info.WaitForExit(TimeSpan.FromSeconds(20)) && info.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false; // not installed
        }
    }
}

using System.Collections;

namespace Waypost.Deployment.Tests.Settings;

/// <summary>Temporarily sets the environment of this process to that of a deployment.</summary>
[CollectionDefinition(nameof(ProcessEnvironment), DisableParallelization = true)]
public sealed class ProcessEnvironment : IDisposable
{
    private static readonly string[] prefixes =
    [
        "ASPNETCORE_",
        "ConnectionStrings__",
        "CONTAINER_APP_",
        "Kestrel__",
        "Logging__",
        "OTEL_",
        "services__",
        "URLS",
        "Waypost__",
    ];

    private readonly Dictionary<string, string?> before = [];

    private ProcessEnvironment() { }

    public static IDisposable Set(IReadOnlyDictionary<string, string> variables)
    {
        var environment = new ProcessEnvironment();
        var inherited = Environment
            .GetEnvironmentVariables()
            .Cast<DictionaryEntry>()
            .Select(variable => (string)variable.Key)
            .Where(name => prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)));
        foreach (var name in inherited.ToList())
        {
            environment.Change(name, null);
        }
        foreach (var (name, value) in variables)
        {
            environment.Change(name, value);
        }
        return environment;
    }

    public void Dispose()
    {
        foreach (var (name, value) in before)
        {
            Environment.SetEnvironmentVariable(name, value);
        }
    }

    private void Change(string name, string? value)
    {
        before.TryAdd(name, Environment.GetEnvironmentVariable(name));
        Environment.SetEnvironmentVariable(name, value);
    }
}

using System.Collections;

namespace Waypost.Deployment.Tests.Settings;

/// <summary>The environment of this process, for a while, as if a deployment had started it.</summary>
[CollectionDefinition(nameof(OwnEnvironment), DisableParallelization = true)]
public sealed class OwnEnvironment : IDisposable
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

    private OwnEnvironment() { }

    public static IDisposable Set(IReadOnlyDictionary<string, string> variables)
    {
        var environment = new OwnEnvironment();
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

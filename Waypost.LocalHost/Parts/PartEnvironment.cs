using System.Collections;

namespace Waypost.LocalHost.Parts;

/// <summary>What a part must not inherit: settings meant for LocalHost or for another web app in the same shell.</summary>
internal static class PartEnvironment
{
    private static readonly string[] Names =
    [
        "URLS", "ASPNETCORE_URLS", "ASPNETCORE_HTTP_PORTS", "ASPNETCORE_HTTPS_PORTS", "DOTNET_URLS", "DOTNET_HTTP_PORTS", "DOTNET_HTTPS_PORTS",
        "OTEL_SERVICE_NAME", "OTEL_RESOURCE_ATTRIBUTES", "Waypost__CallbackUrl",
    ];

    private static readonly string[] Sections = ["ConnectionStrings__", "services__", "Kestrel__", "Waypost__Bootstrap__"];

    internal static Dictionary<string, string?> Without(IDictionary inherited) => inherited.Keys.Cast<string>()
        .Where(key => Names.Contains(key, StringComparer.OrdinalIgnoreCase) || Sections.Any(s => key.StartsWith(s, StringComparison.OrdinalIgnoreCase)))
        .ToDictionary(key => key, _ => (string?)null);
}

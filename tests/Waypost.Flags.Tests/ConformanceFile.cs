using System.Text.Json;

namespace Waypost.Flags.Tests;

internal static class ConformanceFile
{
    internal static JsonElement Read(string name)
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "conformance", name));
        using var document = JsonDocument.Parse(file);
        return document.RootElement.Clone();
    }
}

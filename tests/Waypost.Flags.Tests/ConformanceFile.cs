using System.Text.Json;

namespace Waypost.Flags.Tests;

/// <summary>Reads the cases that every implementation of Waypost must pass.</summary>
internal static class ConformanceFile
{
    /// <summary>The cases of a file. A file with too few cases, which would let a test pass without testing, is an error.</summary>
    internal static JsonElement.ArrayEnumerator ReadCases(string name, int minimum)
    {
        var cases = Read(name).GetProperty("cases");
        Assert.InRange(cases.GetArrayLength(), minimum, int.MaxValue);
        return cases.EnumerateArray();
    }

    internal static JsonElement Read(string name)
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "conformance", name));
        using var document = JsonDocument.Parse(file);
        return document.RootElement.Clone();
    }
}

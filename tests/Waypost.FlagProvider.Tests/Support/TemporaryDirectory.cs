namespace Waypost.FlagProvider.Tests.Support;

/// <summary>A new directory that is deleted on dispose.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("waypost-").FullName;

    public (string Name, string Value) Setting => ("Waypost:SnapshotDirectory", Path);

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

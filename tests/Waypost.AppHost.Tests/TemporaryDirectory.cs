namespace Waypost.AppHost.Tests;

internal sealed class TemporaryDirectory : IDisposable
{
    // As a user's directories are: others may pass. The system's temporary directories for one user are not.
    public string Path { get; } =
        Directory.CreateDirectory(System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"waypost-apphost-{Guid.NewGuid():N}")).FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);

    public string File(string name) => System.IO.Path.Combine(Path, name);
}

namespace Waypost.LocalPostgres.Tests;

internal sealed class TemporaryDirectory : IDisposable
{
    // As a user's directories are: others may pass. The system's temporary directories for one user are not.
    internal string Path { get; } =
        Directory.CreateDirectory(System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"waypost-postgres-{Guid.NewGuid():N}")).FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);

    internal string File(string name) => System.IO.Path.Combine(Path, name);
}

using Waypost.Testing;

namespace Waypost.Deployment.Tests.Files;

/// <summary>A copy of <c>deploy/</c> with the files that <c>make-secrets.sh</c> creates, as an operator has them.</summary>
public sealed class DeployFolder : IAsyncLifetime
{
    private readonly TemporaryDirectory folder = new();

    public string FullName => folder.File("deploy");

    public string Path(params string[] parts) => folder.File(["deploy", .. parts]);

    public string Text(params string[] parts) => File.ReadAllText(Path(parts));

    /// <summary>The variables in a file with lines <c>NAME=value</c>.</summary>
    public Dictionary<string, string> Variables(params string[] parts) => EnvironmentFile.Read(Text(parts));

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "make-secrets.sh needs a shell.");
        DirectoryTree.Copy(Repository.Path("deploy"), FullName, _ => true);
        foreach (var created in Directory.EnumerateFiles(FullName, "*.env", SearchOption.AllDirectories).Append(Path(".env")))
        {
            File.Delete(created);
        }
        (await Command.RunAsync(FullName, "sh", "make-secrets.sh")).Succeeded();
        (await Command.RunAsync(FullName, "sh", "make-secrets.sh", "kubernetes")).Succeeded();
        (await Command.RunAsync(FullName, "sh", "make-secrets.sh", "processes", Path("systemd"))).Succeeded();
    }

    public ValueTask DisposeAsync()
    {
        folder.Dispose();
        return ValueTask.CompletedTask;
    }
}

/// <summary>Lines <c>NAME=value</c>, and comments.</summary>
internal static class EnvironmentFile
{
    public static Dictionary<string, string> Read(string text) =>
        text.Split('\n')
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair[1]);
}

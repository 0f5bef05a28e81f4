using Aspire.Hosting.Publishing;

namespace Waypost.AppHost.Publishing;

/// <summary>A file in the folder <c>infra</c>. It must not refer to other files, because azd copies only this one.</summary>
/// <param name="Path">Full path.</param>
internal sealed record BicepFile(string Path)
{
    public static BicepFile At(IDistributedApplicationBuilder builder, string name) =>
        new(System.IO.Path.GetFullPath(System.IO.Path.Combine(builder.AppHostDirectory, "..", "infra", name)));

    /// <summary>
    /// Writes what azd needs to deploy the file: its path relative to the manifest, and a value for each parameter except
    /// <c>location</c>.
    /// </summary>
    public void Write(ManifestPublishingContext context, IEnumerable<KeyValuePair<string, string>> parameters)
    {
        context.Writer.WriteString("type", "azure.bicep.v0");
        context.Writer.WriteString("path", context.GetManifestRelativePath(Path));
        context.Writer.WriteStartObject("params");
        foreach (var (name, value) in parameters)
        {
            context.Writer.WriteString(name, value);
        }
        context.Writer.WriteEndObject();
    }
}

using Waypost.Deployment.Tests.Files;

namespace Waypost.Deployment.Tests.Compose;

internal static class ComposeUnderTest
{
    public static ComposeFile Compose(this DeployFolder folder) => ComposeFile.Load(folder.Variables(".env"), folder.Text("compose.yaml"));

    public static ComposeFile ComposeWithTls(this DeployFolder folder) =>
        ComposeFile.Load(
            new Dictionary<string, string>(folder.Variables(".env"))
            {
                ["MANAGER_HOST"] = "flags.example.org",
                ["PROVIDER_HOST"] = "flags-api.example.org",
            },
            folder.Text("compose.yaml"),
            folder.Text("compose.tls.yaml")
        );

    /// <summary>Waypost's own services, identified by their images.</summary>
    public static IEnumerable<(string Service, string Kind)> Own(this ComposeFile compose) =>
        from service in compose.Services
        let image = compose[service]["image"]!.GetValue<string>()
        where image.Contains("/waypost-", StringComparison.Ordinal)
        select (service, image.Split("/waypost-")[1].Split(':')[0]);
}

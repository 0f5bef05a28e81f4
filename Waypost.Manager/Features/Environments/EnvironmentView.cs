using System.Text.Json;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Environments;

/// <summary>An environment and its version.</summary>
internal sealed record EnvironmentView(string Key, string Name, string Epoch, long Version, DateTimeOffset CreatedAt)
{
    public static EnvironmentView Of(ProjectEnvironment environment) =>
        new(environment.Key, environment.Name, environment.Epoch, environment.Version, environment.CreatedAt);

    /// <summary>As the audit log shows it.</summary>
    public static JsonElement ToLog(ProjectEnvironment environment) =>
        JsonSerializer.SerializeToElement(new { environment.Key, environment.Name }, JsonBody.Options);
}

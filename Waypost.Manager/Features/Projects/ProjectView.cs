using System.Text.Json;
using System.Text.Json.Serialization;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Projects;

/// <summary>A project with its environments.</summary>
internal sealed record ProjectView
{
    public required string Key { get; init; }

    public required string Name { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Keys, in the order they were created.</summary>
    public required IReadOnlyList<string> Environments { get; init; }

    /// <summary>The ETag is derived from it.</summary>
    [JsonIgnore]
    public long Revision { get; init; }

    public static ProjectView Of(Project project) => Of(project, project.Environments);

    public static ProjectView Of(Project project, IEnumerable<ProjectEnvironment> environments) =>
        new()
        {
            Key = project.Key,
            Name = project.Name,
            CreatedAt = project.CreatedAt,
            Environments = [.. environments.OrderBy(e => e.Id).Select(e => e.Key)],
            Revision = project.Revision,
        };

    /// <summary>As the audit log shows it.</summary>
    public static JsonElement ToLog(Project project) =>
        JsonSerializer.SerializeToElement(new { project.Key, project.Name }, JsonBody.Options);
}

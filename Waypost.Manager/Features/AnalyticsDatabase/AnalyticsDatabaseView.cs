using System.Text.Json;
using System.Text.Json.Serialization;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.AnalyticsDatabase;

/// <summary>A project's connection to its analytics database, without the password.</summary>
internal sealed record AnalyticsDatabaseView
{
    public required string Host { get; init; }

    public required int Port { get; init; }

    public required string Database { get; init; }

    public required string Username { get; init; }

    public required string SslMode { get; init; }

    public required string ExposuresQuery { get; init; }

    /// <summary>Further columns of the exposures query, by which results can be broken down.</summary>
    public required IReadOnlyList<string> BreakdownColumns { get; init; }

    public required DateTimeOffset ConnectedAt { get; init; }

    public required string ConnectedBy { get; init; }

    /// <summary>The ETag is derived from it.</summary>
    [JsonIgnore]
    public long Revision { get; init; }

    public static AnalyticsDatabaseView Of(Data.AnalyticsDatabase row) =>
        new()
        {
            Host = row.Host,
            Port = row.Port,
            Database = row.Database,
            Username = row.Username,
            SslMode = row.SslMode,
            ExposuresQuery = row.ExposuresQuery,
            BreakdownColumns = row.BreakdownColumns,
            ConnectedAt = row.ConnectedAt,
            ConnectedBy = row.ConnectedBy,
            Revision = row.Revision,
        };

    /// <summary>As the audit log shows it.</summary>
    public static JsonElement ToLog(Data.AnalyticsDatabase row) =>
        JsonSerializer.SerializeToElement(
            new
            {
                row.Host,
                row.Port,
                row.Database,
                row.Username,
                row.SslMode,
                row.ExposuresQuery,
            },
            JsonBody.Options
        );
}

using Waypost.Wire.Experiments;

namespace Waypost.Manager.Data;

/// <summary>
/// A project's connection to the database where its application logs exposures and events. The manager never connects to it.
/// </summary>
internal sealed class AnalyticsDatabase
{
    public int ProjectId { get; private set; }

    public string Host { get; private set; } = "";

    public int Port { get; private set; }

    public string Database { get; private set; } = "";

    public string Username { get; private set; } = "";

    /// <summary>Encrypted with the shared key ring.</summary>
    public string ProtectedPassword { get; private set; } = "";

    public string SslMode { get; private set; } = "";

    public string ExposuresQuery { get; private set; } = "";

    /// <summary>
    /// Further columns of the exposures query, by which results can be broken down, as found when the connection was last saved. Empty also
    /// if it was saved by an earlier version.
    /// </summary>
    public IReadOnlyList<string> BreakdownColumns { get; private set; } = [];

    /// <summary>Incremented with every change; the ETag is derived from it.</summary>
    public long Revision { get; private set; }

    public DateTimeOffset ConnectedAt { get; private set; }

    public string ConnectedBy { get; private set; } = "";

    public static AnalyticsDatabase Create(int projectId) => new() { ProjectId = projectId };

    public void Update(AnalyticsSource source, string by, DateTimeOffset at)
    {
        Host = source.Host;
        Port = source.Port;
        Database = source.Database;
        Username = source.Username;
        ProtectedPassword = source.ProtectedPassword;
        SslMode = source.SslMode;
        ExposuresQuery = source.ExposuresQuery;
        ConnectedAt = at;
        ConnectedBy = by;
        Revision++;
    }

    /// <summary>What the test of the connection found; not part of it, so the revision stays.</summary>
    public void Found(IReadOnlyList<string> breakdownColumns)
    {
        if (!breakdownColumns.SequenceEqual(BreakdownColumns))
        {
            BreakdownColumns = breakdownColumns;
        }
    }

    /// <summary>The connection as the stats worker receives it.</summary>
    public AnalyticsSource ToSource() =>
        new()
        {
            Host = Host,
            Port = Port,
            Database = Database,
            Username = Username,
            ProtectedPassword = ProtectedPassword,
            SslMode = SslMode,
            ExposuresQuery = ExposuresQuery,
        };
}

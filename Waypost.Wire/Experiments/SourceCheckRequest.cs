namespace Waypost.Wire.Experiments;

/// <summary>Checks a connection and its exposures query. The answer is a <see cref="SourceReport"/>.</summary>
public sealed record SourceCheckRequest
{
    /// <summary>The connection to check.</summary>
    public required AnalyticsSource Source { get; init; }
}

/// <summary>The result of both checks.</summary>
public sealed record SourceReport
{
    /// <summary>Whether the worker can connect and log in, and the login is read-only.</summary>
    public required CheckReport Credentials { get; init; }

    /// <summary>The exposures query; not run when the credentials fail.</summary>
    public required QueryReport Exposures { get; init; }

    /// <summary>Indexes that would make analyses faster, as DDL for the database's owner.</summary>
    public IReadOnlyList<string> SuggestedIndexes { get; set; } = [];
}

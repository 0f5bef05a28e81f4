namespace Waypost.Wire.Experiments;

/// <summary>How to reach a customer's analytics database. Only the stats worker connects to it.</summary>
public sealed record AnalyticsSource
{
    /// <summary>
    /// Purpose of the Data Protection protector that encrypts <see cref="ProtectedPassword"/>. Stored passwords depend on it: never change
    /// it.
    /// </summary>
    public const string PasswordPurpose = "Waypost.EventsDatabase.Password";

    /// <summary>Host name or address of the PostgreSQL server.</summary>
    public required string Host { get; init; }

    /// <summary>1…65535, usually 5432.</summary>
    public int Port { get; set; } = 5432;

    /// <summary>Name of the database.</summary>
    public required string Database { get; init; }

    /// <summary>A read-only login.</summary>
    public required string Username { get; init; }

    /// <summary>The password, encrypted with the key ring that manager and worker share.</summary>
    public required string ProtectedPassword { get; init; }

    /// <summary><c>disable</c>, <c>prefer</c>, <c>require</c>, <c>verify-ca</c> or <c>verify-full</c>.</summary>
    public string SslMode { get; set; } = "prefer";

    /// <summary>Returns <c>experiment_id</c>, <c>user_id</c>, <c>timestamp</c>, <c>treatment</c>.</summary>
    public required string ExposuresQuery { get; init; }
}

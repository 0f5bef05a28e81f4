namespace Waypost.Wire.Experiments;

/// <summary>What can be wrong with a connection or a query.</summary>
public static class CheckCodes
{
    /// <summary>No server responds at that address in time, or the address is not allowed.</summary>
    public const string CannotConnect = "cannot-connect";

    /// <summary>The server rejects user name, password or database.</summary>
    public const string CannotLogIn = "cannot-log-in";

    /// <summary>The login is not read-only.</summary>
    public const string TooManyRights = "too-many-rights";

    /// <summary>PostgreSQL reports an error in the query.</summary>
    public const string QueryFails = "query-fails";

    /// <summary>The query uses something that Waypost does not allow.</summary>
    public const string QueryRefused = "query-refused";

    /// <summary>The query takes too long.</summary>
    public const string QueryTooSlow = "query-too-slow";

    /// <summary>A column is missing.</summary>
    public const string ColumnMissing = "column-missing";

    /// <summary>A column has a type that cannot be used.</summary>
    public const string ColumnType = "column-type";

    /// <summary>A value is NaN or infinite.</summary>
    public const string BadValue = "bad-value";
}

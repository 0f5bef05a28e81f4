namespace Waypost.Wire.Sql;

/// <summary>Ends the reading of a query that is not run; <see cref="SqlGate"/> turns it into a value.</summary>
internal sealed class SqlRefusal(string message) : Exception(message);

namespace Waypost.Wire.Sql;

/// <summary>Stops the validation of a query that must not run; <see cref="SqlValidator"/> catches it.</summary>
internal sealed class SqlRefusedException(string message) : Exception(message);

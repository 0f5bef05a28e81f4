namespace Waypost.ServiceDefaults;

/// <summary>The service cannot start. The message tells an operator why, and what to do.</summary>
public sealed class StartException(string message, Exception? innerException = null) : Exception(message, innerException);

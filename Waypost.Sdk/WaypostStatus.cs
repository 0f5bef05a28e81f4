namespace Waypost.Sdk;

/// <summary>Whether the flags are up to date. The last known flags never expire and stay in use whatever the status.</summary>
public enum WaypostStatus
{
    /// <summary>No flags yet: every evaluation returns the caller's default.</summary>
    NotReady,

    /// <summary>Connected and up to date, or disconnected for less than <see cref="WaypostOptions.StaleAfter"/>.</summary>
    Ready,

    /// <summary>The flags may be out of date: read from a file and not yet confirmed by a provider, or disconnected for longer.</summary>
    Stale,

    /// <summary>
    /// The provider refuses the SDK key (401 or 403). The last known flags stay in use; the client keeps retrying, less often.
    /// </summary>
    Refused,
}

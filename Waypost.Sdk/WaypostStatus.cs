namespace Waypost.Sdk;

/// <summary>How far evaluations can be trusted. Last known good never expires: no status ever takes flags away.</summary>
public enum WaypostStatus
{
    /// <summary>No flags yet, from anywhere: every evaluation gives the caller's default.</summary>
    NotReady,

    /// <summary>Connected and up to date, or cut off for less than <see cref="WaypostOptions.StaleAfter"/>.</summary>
    Ready,

    /// <summary>Evaluations use flags that may be out of date: read from a file and not confirmed yet, or cut off for longer.</summary>
    Stale,

    /// <summary>
    /// The provider refuses the SDK key (401 or 403). Flags held before keep being used; the client keeps asking, more slowly.
    /// </summary>
    Refused,
}

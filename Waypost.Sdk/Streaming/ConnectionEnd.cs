namespace Waypost.Sdk.Streaming;

/// <summary>How one connection ended, as far as the next one depends on it. None of the endings is final.</summary>
/// <param name="Why">For the log; holds no secret.</param>
/// <param name="Refused">401 or 403: the provider does not take our key.</param>
/// <param name="RetryAfter">What a 429 or 503 asked for.</param>
/// <param name="StartOver">Ask for everything next time.</param>
internal sealed record ConnectionEnd(string Why, bool Refused = false, TimeSpan? RetryAfter = null, bool StartOver = false);

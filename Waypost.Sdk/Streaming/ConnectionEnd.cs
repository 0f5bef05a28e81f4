namespace Waypost.Sdk.Streaming;

/// <summary>How one connection ended, as far as the next one depends on it. The client reconnects after every ending.</summary>
/// <param name="Reason">For the log; contains no secret.</param>
/// <param name="Refused">401 or 403: the provider refuses the SDK key.</param>
/// <param name="RetryAfter">The <c>Retry-After</c> of a 429 or 503.</param>
/// <param name="Resync">Request a full snapshot on the next connection.</param>
internal sealed record ConnectionEnd(string Reason, bool Refused = false, TimeSpan? RetryAfter = null, bool Resync = false);

namespace Waypost.Wire;

/// <summary>The result of verifying a signed request.</summary>
public enum SignatureOutcome
{
    /// <summary>The signature is valid and the timestamp within the tolerance.</summary>
    Valid,

    /// <summary>One of the three headers is missing.</summary>
    MissingHeader,

    /// <summary>The timestamp is not 1 to 12 digits.</summary>
    BadTimestamp,

    /// <summary>The signature is valid, but older than the tolerance.</summary>
    TooOld,

    /// <summary>The signature is valid, but further in the future than the tolerance.</summary>
    TooNew,

    /// <summary>No signature matches, or the id is invalid.</summary>
    BadSignature,
}

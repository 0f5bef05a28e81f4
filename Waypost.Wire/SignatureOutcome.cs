namespace Waypost.Wire;

/// <summary>What came of verifying a signed request.</summary>
public enum SignatureOutcome
{
    /// <summary>Signed with one of the secret's keys, and in time.</summary>
    Valid,

    /// <summary>One of the three headers is not there.</summary>
    MissingHeader,

    /// <summary>The timestamp is not 1 to 12 digits.</summary>
    BadTimestamp,

    /// <summary>Signed rightly, but longer ago than the tolerance.</summary>
    TooOld,

    /// <summary>Signed rightly, but further in the future than the tolerance.</summary>
    TooNew,

    /// <summary>No signature matches, or the id is malformed.</summary>
    BadSignature,
}

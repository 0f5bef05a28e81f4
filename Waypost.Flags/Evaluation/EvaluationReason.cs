using System.Text.Json.Serialization;

namespace Waypost.Flags;

/// <summary>Why an evaluation came out as it did: OpenFeature's reasons. In JSON as OpenFeature writes them.</summary>
[JsonConverter(typeof(EvaluationReasonConverter))]
public enum EvaluationReason
{
    /// <summary><c>ERROR</c>: the caller's default is served.</summary>
    Error,

    /// <summary><c>STATIC</c>: the flag has neither assignments nor rules and serves one variant.</summary>
    Static,

    /// <summary><c>DEFAULT</c>: no assignment and no rule matched; the fallthrough serves one variant.</summary>
    Default,

    /// <summary><c>TARGETING_MATCH</c>: a custom assignment or a rule decided.</summary>
    TargetingMatch,

    /// <summary><c>SPLIT</c>: the fallthrough's rollout decided.</summary>
    Split,

    /// <summary><c>DISABLED</c>: the flag is off.</summary>
    Disabled,
}

/// <summary>What went wrong in an evaluation: OpenFeature's error codes. In JSON as OpenFeature writes them.</summary>
[JsonConverter(typeof(EvaluationErrorCodeConverter))]
public enum EvaluationErrorCode
{
    /// <summary>Nothing did.</summary>
    None,

    /// <summary><c>FLAG_NOT_FOUND</c>.</summary>
    FlagNotFound,

    /// <summary><c>TYPE_MISMATCH</c>: the flag has another type than the one asked for.</summary>
    TypeMismatch,

    /// <summary><c>TARGETING_KEY_MISSING</c>: a rollout needs a user id.</summary>
    TargetingKeyMissing,

    /// <summary><c>PROVIDER_NOT_READY</c>: no snapshot has arrived yet.</summary>
    ProviderNotReady,

    /// <summary><c>PARSE_ERROR</c>: the flag's settings do not hold together.</summary>
    ParseError,

    /// <summary><c>INVALID_CONTEXT</c>: the context is no context.</summary>
    InvalidContext,

    /// <summary><c>GENERAL</c>: anything else.</summary>
    General,
}

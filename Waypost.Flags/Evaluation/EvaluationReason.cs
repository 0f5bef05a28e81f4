using System.Text.Json.Serialization;

namespace Waypost.Flags;

/// <summary>Why an evaluation gave its value: the reasons defined by OpenFeature, also in JSON.</summary>
[JsonConverter(typeof(EvaluationReasonConverter))]
public enum EvaluationReason
{
    /// <summary><c>ERROR</c>: the caller's default is served.</summary>
    Error,

    /// <summary><c>STATIC</c>: the flag has neither assignments nor rules and serves one variant.</summary>
    Static,

    /// <summary><c>DEFAULT</c>: no assignment and no rule matched; the fallthrough serves one variant.</summary>
    Default,

    /// <summary><c>TARGETING_MATCH</c>: a custom assignment or a rule matched.</summary>
    TargetingMatch,

    /// <summary><c>SPLIT</c>: the fallthrough's rollout selected the variant.</summary>
    Split,

    /// <summary><c>DISABLED</c>: the flag is off.</summary>
    Disabled,
}

/// <summary>The error of an evaluation: the codes defined by OpenFeature, also in JSON.</summary>
[JsonConverter(typeof(EvaluationErrorCodeConverter))]
public enum EvaluationErrorCode
{
    /// <summary>No error.</summary>
    None,

    /// <summary><c>FLAG_NOT_FOUND</c>.</summary>
    FlagNotFound,

    /// <summary><c>TYPE_MISMATCH</c>: the flag does not have the expected type.</summary>
    TypeMismatch,

    /// <summary><c>TARGETING_KEY_MISSING</c>: a rollout needs a user id.</summary>
    TargetingKeyMissing,

    /// <summary><c>PROVIDER_NOT_READY</c>: no snapshot has arrived yet.</summary>
    ProviderNotReady,

    /// <summary><c>PARSE_ERROR</c>: the settings of the flag are invalid.</summary>
    ParseError,

    /// <summary><c>INVALID_CONTEXT</c>: the context is invalid.</summary>
    InvalidContext,

    /// <summary><c>GENERAL</c>: anything else.</summary>
    General,
}

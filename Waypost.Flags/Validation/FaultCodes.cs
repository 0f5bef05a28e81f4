namespace Waypost.Flags;

/// <summary>Identifies the kinds of fault in a snapshot. Stable, so programs can rely on them.</summary>
public static class FaultCodes
{
    /// <summary>A required value is missing.</summary>
    public const string Missing = "missing";

    /// <summary>A key does not match <see cref="Keys.Pattern"/>.</summary>
    public const string InvalidKey = "invalid-key";

    /// <summary>Two items have the same key or id.</summary>
    public const string Duplicate = "duplicate";

    /// <summary>More items than <see cref="SnapshotLimits"/> allows.</summary>
    public const string TooMany = "too-many";

    /// <summary>A string or a value longer than <see cref="SnapshotLimits"/> allows.</summary>
    public const string TooLong = "too-long";

    /// <summary>A number outside its range.</summary>
    public const string OutOfRange = "out-of-range";

    /// <summary>The type of the flag is not boolean, string, number or json.</summary>
    public const string UnknownType = "unknown-type";

    /// <summary>The flag has fewer than two variants.</summary>
    public const string TooFewVariants = "too-few-variants";

    /// <summary>The variants of a boolean flag are not exactly <c>on</c> (true) and <c>off</c> (false).</summary>
    public const string NotOnOff = "not-on-off";

    /// <summary>A value has the wrong type.</summary>
    public const string WrongType = "wrong-type";

    /// <summary>The flag does not have this variant.</summary>
    public const string UnknownVariant = "unknown-variant";

    /// <summary>The segment does not exist.</summary>
    public const string UnknownSegment = "unknown-segment";

    /// <summary>The operator does not exist.</summary>
    public const string UnknownOperator = "unknown-operator";

    /// <summary>Both or neither of <c>variant</c> and <c>rollout</c> are set.</summary>
    public const string ServeOneOf = "serve-one-of";

    /// <summary>A rule has participants, which only the default rule can have.</summary>
    public const string NotInRule = "not-in-rule";

    /// <summary>The weights of a rollout do not add up to <see cref="WeightedVariant.Total"/>.</summary>
    public const string WeightSum = "weight-sum";

    /// <summary>The regular expression is invalid, needs backtracking or is too costly.</summary>
    public const string InvalidPattern = "invalid-pattern";

    /// <summary>The time is not in RFC 3339 format.</summary>
    public const string InvalidTime = "invalid-time";

    /// <summary>The version is not a semantic version (semver.org 2.0).</summary>
    public const string InvalidVersion = "invalid-version";

    /// <summary>A rule of a segment refers to a segment.</summary>
    public const string NestedSegment = "nested-segment";
}

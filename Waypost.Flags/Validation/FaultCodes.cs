namespace Waypost.Flags;

/// <summary>The kinds of fault a snapshot can have. Stable: programs may compare them.</summary>
public static class FaultCodes
{
    /// <summary>Something that must be there is not.</summary>
    public const string Missing = "missing";

    /// <summary>A key is not of the form <see cref="Keys.Pattern"/>.</summary>
    public const string InvalidKey = "invalid-key";

    /// <summary>Two things have the same key or id.</summary>
    public const string Duplicate = "duplicate";

    /// <summary>More of something than <see cref="SnapshotLimits"/> allow.</summary>
    public const string TooMany = "too-many";

    /// <summary>Text, or a value, longer than <see cref="SnapshotLimits"/> allow.</summary>
    public const string TooLong = "too-long";

    /// <summary>A number outside its range.</summary>
    public const string OutOfRange = "out-of-range";

    /// <summary>The flag's type is not one of the four.</summary>
    public const string UnknownType = "unknown-type";

    /// <summary>A flag with fewer than two variants.</summary>
    public const string TooFewVariants = "too-few-variants";

    /// <summary>A boolean flag whose variants are not exactly <c>on</c> true and <c>off</c> false.</summary>
    public const string NotOnOff = "not-on-off";

    /// <summary>A value that is not of the type it must be of.</summary>
    public const string WrongType = "wrong-type";

    /// <summary>A variant the flag does not have.</summary>
    public const string UnknownVariant = "unknown-variant";

    /// <summary>A segment that does not exist.</summary>
    public const string UnknownSegment = "unknown-segment";

    /// <summary>An operator that does not exist.</summary>
    public const string UnknownOperator = "unknown-operator";

    /// <summary>Something is served by both or neither of <c>variant</c> and <c>rollout</c>.</summary>
    public const string ServeOneOf = "serve-one-of";

    /// <summary>A rollout's weights do not sum to <see cref="WeightedVariant.Total"/>.</summary>
    public const string WeightSum = "weight-sum";

    /// <summary>A regular expression that cannot be read, or needs backtracking.</summary>
    public const string InvalidPattern = "invalid-pattern";

    /// <summary>No moment as RFC 3339 writes it.</summary>
    public const string InvalidTime = "invalid-time";

    /// <summary>No version as semver.org 2.0 writes it.</summary>
    public const string InvalidVersion = "invalid-version";

    /// <summary>A segment's rule asks about segments.</summary>
    public const string NestedSegment = "nested-segment";
}

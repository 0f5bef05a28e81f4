using System.Text.Json;

namespace Waypost.Flags;

/// <summary>
/// The user a flag is evaluated for: a targeting key (the user id) and attributes. Immutable and thread-safe. A context with only a user
/// id allocates nothing; attributes allocate one array.
/// <code>EvaluationContext.For("julia m").With("plan", "beta")</code>
/// </summary>
public readonly struct EvaluationContext
{
    /// <summary>Name of the targeting key among the attributes.</summary>
    public const string TargetingKeyName = "targetingKey";

    private readonly ContextAttribute[]? attributes;

    private EvaluationContext(string? targetingKey, ContextAttribute[]? attributes)
    {
        TargetingKey = targetingKey;
        this.attributes = attributes;
    }

    /// <summary>A context without targeting key and attributes.</summary>
    public static EvaluationContext Anonymous => default;

    /// <summary>The user id; null if there is none. An empty string is a valid id.</summary>
    public string? TargetingKey { get; }

    /// <summary>All attributes except the targeting key. If a name appears twice, the later one applies.</summary>
    public ReadOnlySpan<ContextAttribute> Attributes => attributes;

    /// <summary>
    /// A user with attributes: <c>For(id, ("plan", "beta"), ("seats", 3))</c>. An array is not copied: do not change it while the
    /// context is in use.
    /// </summary>
    public static EvaluationContext For(string? targetingKey, params ContextAttribute[] attributes) => new(targetingKey, attributes);

    /// <summary>A user without attributes. Allocates nothing.</summary>
    public static EvaluationContext For(string? targetingKey) => new(targetingKey, null);

    /// <summary>A copy with an attribute added or replaced. Setting <c>targetingKey</c> replaces the user id.</summary>
    public EvaluationContext With(string name, ContextValue value) =>
        name == TargetingKeyName ? new(value.Text, attributes) : new(TargetingKey, [.. Attributes, new(name, value)]);

    /// <summary>A copy with a list of strings added or replaced.</summary>
    public EvaluationContext With(string name, IEnumerable<string> texts) => With(name, ContextValue.List(texts));

    /// <summary>
    /// Reads <c>{"targetingKey": …, attribute: value, …}</c>. Never throws: nested objects, nulls, invalid strings
    /// and a targeting key that is not a string count as missing.
    /// </summary>
    public static EvaluationContext FromJson(JsonElement json) => ContextJson.Read(json);

    /// <summary>The attribute's value; no value if it is missing. For few attributes, searching an array is faster than hashing.</summary>
    internal ref readonly ContextValue Find(string name)
    {
        var array = attributes;
        if (array is not null)
        {
            for (var i = array.Length - 1; i >= 0; i--)
            {
                if (array[i].Name == name)
                {
                    return ref array[i].ValueField;
                }
            }
        }

        return ref ContextValue.None;
    }
}

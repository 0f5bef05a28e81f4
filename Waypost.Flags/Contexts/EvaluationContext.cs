using System.Text.Json;

namespace Waypost.Flags;

/// <summary>
/// Who is asking: a targeting key (the user id) and attributes. Immutable and thread-safe; a bare user id costs no allocation, attributes
/// cost one array.
/// <code>EvaluationContext.For("julia m").With("plan", "beta")</code>
/// </summary>
public readonly struct EvaluationContext
{
    /// <summary>The attribute that is the targeting key.</summary>
    public const string TargetingKeyName = "targetingKey";

    private readonly ContextAttribute[]? attributes;

    private EvaluationContext(string? targetingKey, ContextAttribute[]? attributes)
    {
        TargetingKey = targetingKey;
        this.attributes = attributes;
    }

    /// <summary>Nobody in particular: no targeting key, no attributes.</summary>
    public static EvaluationContext Anonymous => default;

    /// <summary>The user id; null if there is none. An empty text is an id like any other.</summary>
    public string? TargetingKey { get; }

    /// <summary>All attributes but the targeting key. Where a name stands twice the later one counts.</summary>
    public ReadOnlySpan<ContextAttribute> Attributes => attributes;

    /// <summary>
    /// A user with attributes: <c>For(id, ("plan", "beta"), ("seats", 3))</c>. An array given is kept, not copied: it must not change while
    /// the context is in use.
    /// </summary>
    public static EvaluationContext For(string? targetingKey, params ContextAttribute[] attributes) => new(targetingKey, attributes);

    /// <summary>A user without attributes; allocates nothing.</summary>
    public static EvaluationContext For(string? targetingKey) => new(targetingKey, null);

    /// <summary>The same with one attribute more, or another value for it. Setting <c>targetingKey</c> to text changes the user.</summary>
    public EvaluationContext With(string name, ContextValue value) =>
        name == TargetingKeyName ? new(value.Text, attributes) : new(TargetingKey, [.. Attributes, new(name, value)]);

    /// <summary>The same with a list of texts more.</summary>
    public EvaluationContext With(string name, IEnumerable<string> texts) => With(name, ContextValue.List(texts));

    /// <summary>
    /// Reads <c>{"targetingKey": …, attribute: value, …}</c>. Never throws: nested objects, nulls, unreadable text,
    /// and a targeting key that is not text count as missing.
    /// </summary>
    public static EvaluationContext FromJson(JsonElement json) => ContextJson.Read(json);

    /// <summary>The attribute's value; no value if it is missing. Few attributes in an array are found faster than hashed.</summary>
    internal ref readonly ContextValue Find(string name)
    {
        var held = attributes;
        if (held is not null)
        {
            for (var i = held.Length - 1; i >= 0; i--)
            {
                if (held[i].Name == name)
                {
                    return ref held[i].Held;
                }
            }
        }

        return ref ContextValue.None;
    }
}

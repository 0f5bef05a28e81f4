namespace Waypost.Flags;

/// <summary>One attribute of a context.</summary>
/// <param name="name">Compared ordinally.</param>
/// <param name="value">Text, a number, true or false, or a list.</param>
public readonly struct ContextAttribute(string name, ContextValue value)
{
    /// <summary>Compared ordinally.</summary>
    public string Name { get; } = name;

    /// <summary>Text, a number, true or false, or a list.</summary>
    public ContextValue Value { get; } = value;

    /// <summary>So that <c>("plan", "beta")</c> is an attribute.</summary>
    public static implicit operator ContextAttribute((string Name, ContextValue Value) pair) => new(pair.Name, pair.Value);
}

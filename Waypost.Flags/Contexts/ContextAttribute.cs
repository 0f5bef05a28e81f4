namespace Waypost.Flags;

/// <summary>One attribute of a context.</summary>
public readonly struct ContextAttribute
{
    // A field, so that the evaluator can look at it without copying.
    internal readonly ContextValue Held;

    /// <param name="name">Compared ordinally.</param>
    /// <param name="value">Text, a number, true or false, or a list.</param>
    public ContextAttribute(string name, ContextValue value)
    {
        Name = name;
        Held = value;
    }

    /// <summary>Compared ordinally.</summary>
    public string Name { get; }

    /// <summary>Text, a number, true or false, or a list.</summary>
    public ContextValue Value => Held;

    /// <summary>So that <c>("plan", "beta")</c> is an attribute.</summary>
    public static implicit operator ContextAttribute((string Name, ContextValue Value) pair) => new(pair.Name, pair.Value);
}

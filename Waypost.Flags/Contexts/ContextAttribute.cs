namespace Waypost.Flags;

/// <summary>One attribute of a context.</summary>
public readonly struct ContextAttribute
{
    // A field, so that the evaluator can read it by reference without copying.
    internal readonly ContextValue ValueField;

    /// <param name="name">Name of the attribute, compared ordinally.</param>
    /// <param name="value">A string, a number, a boolean or a list of these.</param>
    public ContextAttribute(string name, ContextValue value)
    {
        Name = name;
        ValueField = value;
    }

    /// <summary>Name of the attribute, compared ordinally.</summary>
    public string Name { get; }

    /// <summary>A string, a number, a boolean or a list of these.</summary>
    public ContextValue Value => ValueField;

    /// <summary>Converts a pair such as <c>("plan", "beta")</c> to an attribute.</summary>
    public static implicit operator ContextAttribute((string Name, ContextValue Value) pair) => new(pair.Name, pair.Value);
}

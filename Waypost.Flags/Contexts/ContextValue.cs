using System.Globalization;
using System.Runtime.CompilerServices;

namespace Waypost.Flags;

/// <summary>
/// The value of an attribute: a string, a number, a boolean or a list of these. Converts from <c>"beta"</c>, <c>3</c>, <c>true</c>, …
/// </summary>
public readonly struct ContextValue
{
    internal static readonly ContextValue None;

    private readonly object? reference;
    private readonly double number;

    private ContextValue(ContextValueKind kind, object? reference, double number)
    {
        Kind = kind;
        this.reference = reference;
        this.number = number;
    }

    /// <summary>The kind of value; <see cref="ContextValueKind.None"/> never matches.</summary>
    public ContextValueKind Kind { get; }

    /// <summary>The string, or null if it is something else.</summary>
    public string? Text => Kind == ContextValueKind.Text ? Unsafe.As<string>(reference) : null;

    /// <summary>The number, or NaN if it is something else.</summary>
    public double Number => Kind == ContextValueKind.Number ? number : double.NaN;

    /// <summary>True only if the value is the boolean true.</summary>
    public bool IsTrue => Kind == ContextValueKind.Boolean && number != 0;

    /// <summary>The elements of the list; empty if it is something else.</summary>
    public ReadOnlySpan<ContextValue> Elements => Kind == ContextValueKind.List ? (ContextValue[])reference! : default;

    /// <summary>A string; null becomes no value.</summary>
    public static implicit operator ContextValue(string? text) => text is null ? default : new(ContextValueKind.Text, text, 0);

    /// <summary>A number.</summary>
    public static implicit operator ContextValue(double number) => new(ContextValueKind.Number, null, number);

    /// <summary>A boolean.</summary>
    public static implicit operator ContextValue(bool value) => new(ContextValueKind.Boolean, null, value ? 1 : 0);

    /// <summary>A time, as RFC 3339 text for the operators <c>before</c> and <c>after</c>.</summary>
    public static implicit operator ContextValue(DateTimeOffset time) => time.ToString("O", CultureInfo.InvariantCulture);

    /// <summary>
    /// A list: a clause matches if any element does. Nested lists never match. Do not change the array afterwards.
    /// </summary>
    public static implicit operator ContextValue(ContextValue[]? elements) =>
        elements is null ? default : new(ContextValueKind.List, elements, 0);

    /// <summary>A list of strings.</summary>
    public static implicit operator ContextValue(string[]? texts) =>
        texts is null ? default : Array.ConvertAll(texts, static text => (ContextValue)text);

    /// <summary>A list of strings.</summary>
    public static ContextValue List(IEnumerable<string> texts) => texts.Select(static text => (ContextValue)text).ToArray();
}

/// <summary>The kind of a <see cref="ContextValue"/>.</summary>
public enum ContextValueKind : byte
{
    /// <summary>No value.</summary>
    None,

    /// <summary>A string.</summary>
    Text,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A boolean.</summary>
    Boolean,

    /// <summary>A list.</summary>
    List,
}

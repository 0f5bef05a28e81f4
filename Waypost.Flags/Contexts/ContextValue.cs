using System.Globalization;
using System.Runtime.CompilerServices;

namespace Waypost.Flags;

/// <summary>
/// An attribute's value: text, a number, true or false, or a list of these. Made by conversion: <c>"beta"</c>, <c>3</c>, <c>true</c>.
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

    /// <summary>What the value is; <see cref="ContextValueKind.None"/> matches nothing.</summary>
    public ContextValueKind Kind { get; }

    /// <summary>The text, or null if it is something else.</summary>
    public string? Text => Kind == ContextValueKind.Text ? Unsafe.As<string>(reference) : null;

    /// <summary>The number, or NaN if it is something else.</summary>
    public double Number => Kind == ContextValueKind.Number ? number : double.NaN;

    /// <summary>True only for true.</summary>
    public bool IsTrue => Kind == ContextValueKind.Boolean && number != 0;

    /// <summary>The list's elements; empty if it is something else.</summary>
    public ReadOnlySpan<ContextValue> Elements => Kind == ContextValueKind.List ? (ContextValue[])reference! : default;

    /// <summary>Text; null is no value.</summary>
    public static implicit operator ContextValue(string? text) => text is null ? default : new(ContextValueKind.Text, text, 0);

    /// <summary>A number.</summary>
    public static implicit operator ContextValue(double number) => new(ContextValueKind.Number, null, number);

    /// <summary>True or false.</summary>
    public static implicit operator ContextValue(bool truth) => new(ContextValueKind.Boolean, null, truth ? 1 : 0);

    /// <summary>A moment, as <c>before</c> and <c>after</c> compare it: RFC 3339 text.</summary>
    public static implicit operator ContextValue(DateTimeOffset time) => time.ToString("O", CultureInfo.InvariantCulture);

    /// <summary>
    /// A list: a clause matches if any element does. Lists inside it match nothing. The array must not change afterwards.
    /// </summary>
    public static implicit operator ContextValue(ContextValue[]? elements) =>
        elements is null ? default : new(ContextValueKind.List, elements, 0);

    /// <summary>A list of texts.</summary>
    public static implicit operator ContextValue(string[]? texts) =>
        texts is null ? default : Array.ConvertAll(texts, static text => (ContextValue)text);

    /// <summary>A list of texts.</summary>
    public static ContextValue List(IEnumerable<string> texts) => texts.Select(static text => (ContextValue)text).ToArray();
}

/// <summary>What a <see cref="ContextValue"/> is.</summary>
public enum ContextValueKind : byte
{
    /// <summary>No value.</summary>
    None,

    /// <summary>Text.</summary>
    Text,

    /// <summary>A number.</summary>
    Number,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A list.</summary>
    List,
}

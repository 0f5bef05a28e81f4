using System.Diagnostics.CodeAnalysis;

namespace Waypost.Manager.Core;

/// <summary>The result of a handler: a value, or a refusal that UI and API present in their own way.</summary>
internal readonly struct Outcome<T>
{
    private readonly T? value;

    private Outcome(T? value, Refusal? refusal)
    {
        this.value = value;
        Refusal = refusal;
    }

    public Refusal? Refusal { get; }

    public static implicit operator Outcome<T>(T value) => new(value, null);

    public static implicit operator Outcome<T>(Refusal refusal) => new(default, refusal);

    /// <summary>True with the value, false with the refusal.</summary>
    public bool Succeeded([NotNullWhen(true)] out T? result, [NotNullWhen(false)] out Refusal? refusal)
    {
        (result, refusal) = (value, Refusal);
        return refusal is null;
    }

    /// <summary>Maps the value; keeps a refusal.</summary>
    public Outcome<TNext> Then<TNext>(Func<T, TNext> next) => Refusal is null ? next(value!) : Refusal;

    public TResult Match<TResult>(Func<T, TResult> onSuccess, Func<Refusal, TResult> onRefusal) =>
        Refusal is null ? onSuccess(value!) : onRefusal(Refusal);
}

/// <summary>The value of an outcome that has nothing to return.</summary>
internal readonly record struct Done;

namespace Waypost.Manager.Ui;

/// <summary>A number with its noun: "1 rule", "2 rules".</summary>
public static class Plural
{
    public static string Of(int number, string one, string many) =>
        FormattableString.Invariant($"{number:N0} {(number == 1 ? one : many)}");
}

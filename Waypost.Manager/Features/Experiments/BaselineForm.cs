using System.Globalization;
using Waypost.Manager.Core;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Experiments;

/// <summary>The numbers a user types in place of those measured in the analytics database.</summary>
internal static class BaselineForm
{
    public static readonly (string Field, string Label)[] Fields =
    [
        ("mean", "Mean per user, or a proportion such as 0.2"),
        ("variance", "Variance per user (not for a proportion)"),
        ("visitors", "New visitors per day"),
    ];

    /// <summary>Null if what was typed is valid. The baseline is null if nothing was typed.</summary>
    /// <param name="typed">The text of a field.</param>
    /// <param name="baseline">The numbers, as far as they were typed.</param>
    public static Refusal? Read(Func<string, string> typed, out PlanBaseline? baseline)
    {
        baseline = null;
        var numbers = new Dictionary<string, double?>();
        foreach (var (field, name) in new[] { ("mean", "mean"), ("variance", "variance"), ("visitors", "number of visitors per day") })
        {
            var text = typed(field).Trim().Replace(',', '.');
            if (text.Length == 0)
            {
                numbers[field] = null;
            }
            else if (
                double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                && double.IsFinite(number)
            )
            {
                numbers[field] = number;
            }
            else
            {
                return Refusal.Invalid.Field(field, $"The {name} must be a number.");
            }
        }

        if (numbers.Values.Any(number => number is not null))
        {
            baseline = new()
            {
                Mean = numbers["mean"],
                Variance = numbers["variance"],
                VisitorsPerDay = numbers["visitors"],
            };
        }

        return null;
    }
}

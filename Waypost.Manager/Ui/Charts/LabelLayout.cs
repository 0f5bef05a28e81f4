namespace Waypost.Manager.Ui.Charts;

/// <summary>Keeps labels from overlapping.</summary>
internal static class LabelLayout
{
    /// <summary>Moves positions that are closer than <paramref name="spacing"/> apart, within bounds.</summary>
    /// <param name="positions">From top to bottom, as the result is.</param>
    /// <param name="spacing">The smallest distance of two labels.</param>
    /// <param name="first">The upper bound of the area.</param>
    /// <param name="last">The lower bound of the area.</param>
    public static double[] Spread(double[] positions, double spacing, double first, double last)
    {
        var moved = positions.ToArray();
        for (var i = 0; i < moved.Length; i++)
        {
            moved[i] = Math.Max(moved[i], i == 0 ? first : moved[i - 1] + spacing);
        }

        for (var i = moved.Length - 1; i >= 0; i--)
        {
            moved[i] = Math.Min(moved[i], i == moved.Length - 1 ? last : moved[i + 1] - spacing);
        }

        return moved;
    }
}

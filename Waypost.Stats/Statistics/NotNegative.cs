namespace Waypost.Stats.Statistics;

/// <summary>Refuses impossible counts, which would otherwise become NaN or a wrong number far from their origin.</summary>
internal static class NotNegative
{
    /// <exception cref="ArgumentOutOfRangeException">The number of users is negative.</exception>
    internal static long Count(long users) =>
        users >= 0
            ? users
            : throw new ArgumentOutOfRangeException(nameof(users), users, "A variant cannot have a negative number of users.");
}

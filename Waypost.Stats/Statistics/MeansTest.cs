namespace Waypost.Stats.Statistics;

/// <summary>Which test of two means holds its error rate.</summary>
internal enum MeansTest
{
    /// <summary><see cref="Statistics.Welch"/>: each arm with its own variance.</summary>
    Welch,

    /// <summary><see cref="PooledTTest"/>: skewed values and uneven shares.</summary>
    Pooled,

    /// <summary>No test: a few large values in the smaller arm decide.</summary>
    None,
}

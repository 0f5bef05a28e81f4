namespace Waypost.Stats.Statistics;

/// <summary>Sums of products of three deviations of a user's pair of values, from which the skewness of Y − sX follows.</summary>
/// <param name="YYY">Σ(y − mY)³.</param>
/// <param name="YYX">Σ(y − mY)²(x − mX).</param>
/// <param name="YXX">Σ(y − mY)(x − mX)².</param>
/// <param name="XXX">Σ(x − mX)³.</param>
internal readonly record struct ThirdMoments(double YYY, double YYX, double YXX, double XXX)
{
    /// <summary>Σ((y − mY) − s(x − mX))³.</summary>
    public double Without(double slope) => YYY - (slope * ((3 * YYX) - (slope * ((3 * YXX) - (slope * XXX)))));

    /// <summary>The sums over the users of both parts, around the same means.</summary>
    public ThirdMoments Plus(ThirdMoments other) => new(YYY + other.YYY, YYX + other.YYX, YXX + other.YXX, XXX + other.XXX);
}

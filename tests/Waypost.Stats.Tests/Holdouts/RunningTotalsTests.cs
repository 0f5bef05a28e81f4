using Waypost.Stats.Analysis;
using Waypost.Stats.Holdouts;
using Waypost.Stats.Tests.Analysis;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Tests.Holdouts;

/// <summary>The aggregates that the worker adds up user by user, against sums over all users.</summary>
public sealed class RunningTotalsTests
{
    private static readonly MetricDefinition revenue = TestRequest.Metric("revenue", MetricType.Revenue, "").Definition;

    [Fact]
    public void The_aggregates_are_those_of_all_values_together()
    {
        var random = new Random(5);
        var users = Enumerable
            .Range(0, 1000)
            .Select(_ => (Value: 1e6 + Math.Exp(random.NextDouble() * 3), Below: 1 + random.Next(9)))
            .ToList();
        var totals = new RunningTotals(revenue with { DenominatorQuery = "d" }, 0);
        foreach (var (value, below) in users)
        {
            totals.Add(value, value, null, below);
        }

        var row = totals.ToRow(missing: 3)!;

        double[] y = [.. users.Select(user => user.Value)];
        double[] d = [.. users.Select(user => (double)user.Below)];
        Assert.Equal(1000, row["users"]);
        Assert.Equal(3, row["missing"]);
        AssertClose(y.Average(), row["mean0"]);
        AssertClose(Covariance(y, y), row["variance0"]);
        AssertClose(y.Sum(), row["sum0"]);
        AssertClose(y.Min(), row["lowest0"]);
        AssertClose(Covariance(y, Square(y)), row["yyy0"]);
        AssertClose(Covariance(d, Square(y)), row["yyx0"]);
        AssertClose(Covariance(y, Square(d)), row["yxx0"]);
        AssertClose(Covariance(d, Square(d)), row["xxx0"]);
        AssertClose(d.Average(), row["dmean"]);
        AssertClose(Covariance(d, d), row["dvariance"]);
        AssertClose(d.Sum(), row["dsum"]);
        AssertClose(Covariance(y, d), row["dcovariance"]);
    }

    [Fact]
    public void A_cap_counts_the_users_above_it()
    {
        var totals = new RunningTotals(revenue, 0);
        foreach (var value in new double[] { 1, 10, 11, 300 })
        {
            totals.Add(value, Math.Min(value, 10), 10, 0);
        }

        var arm = MetricArm.Of("on", revenue, totals.ToRow(0), 0);

        Assert.Equal((10d, 2L, 31d), (arm.Cap!.Value, arm.Capped, arm.Sum!.Value));
    }

    [Fact]
    public void One_user_has_no_variance_and_a_value_that_is_no_number_is_counted()
    {
        var one = new RunningTotals(revenue, 0);
        one.Add(4, 4, null, 0);
        var bad = new RunningTotals(revenue, 0);
        bad.Add(double.NaN, double.NaN, null, 0);
        bad.Add(1, 1, null, 0);

        Assert.Null(one.ToRow(0)!["variance0"]);
        Assert.Equal(4, MetricArm.Of("on", revenue, one.ToRow(0), 0).Moments!.Value.Mean);
        Assert.Equal(1, MetricArm.Of("on", revenue, bad.ToRow(0), 0).NonFiniteUsers);
        Assert.Null(new RunningTotals(revenue, 0).ToRow(0));
    }

    private static double[] Square(double[] values) => [.. values.Select(value => value * value)];

    private static double Covariance(double[] a, double[] b)
    {
        var (meanA, meanB) = (a.Average(), b.Average());
        return a.Zip(b, (x, y) => (x - meanA) * (y - meanB)).Sum() / (a.Length - 1);
    }

    private static void AssertClose(double expected, double? actual) =>
        Assert.InRange((actual!.Value - expected) / Math.Abs(expected), -1e-9, 1e-9);
}

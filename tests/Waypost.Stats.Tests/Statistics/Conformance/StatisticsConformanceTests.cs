using System.Text.Json;
using Waypost.Stats.Statistics;

namespace Waypost.Stats.Tests.Statistics.Conformance;

public class StatisticsConformanceTests
{
    public static TheoryData<int, string> Cases()
    {
        var cases = new TheoryData<int, string>();
        foreach (var (index, method) in ConformanceFile.Cases())
        {
            cases.Add(index, method);
        }
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Waypost_computes_what_other_programs_compute(int index, string method)
    {
        var @case = ConformanceFile.Case(index);
        var tolerance = @case.GetProperty("tolerance").GetDouble();

        var result = ConformanceResults.Compute(method, @case.GetProperty("input"));

        foreach (var expected in @case.GetProperty("expected").EnumerateObject())
        {
            AssertSame(expected.Value, result[expected.Name], tolerance, $"{expected.Name} of {@case}");
        }
    }

    /// <summary>Without this, a case without expectations, or a method that lost its cases, would pass unnoticed.</summary>
    [Fact]
    public void Every_method_has_cases_and_every_case_has_expectations()
    {
        var cases = ConformanceFile.Cases().ToLookup(@case => @case.Method, @case => ConformanceFile.Case(@case.Index));

        Assert.Equal(ConformanceResults.Methods.Order(), cases.Select(method => method.Key).Order());
        Assert.All(cases, method => Assert.True(method.Count() >= 3, $"{method.Key} has {method.Count()} cases."));
        Assert.All(
            cases.SelectMany(method => method),
            @case =>
            {
                Assert.NotEmpty(@case.GetProperty("expected").EnumerateObject());
                Assert.InRange(@case.GetProperty("tolerance").GetDouble(), 0, 1e-6);
            }
        );
    }

    private static void AssertSame(JsonElement expected, object? actual, double tolerance, string what)
    {
        switch (expected.ValueKind)
        {
            case JsonValueKind.Null:
                Assert.True(actual is null, $"{what}: expected null, got {actual}");
                break;
            case JsonValueKind.True or JsonValueKind.False:
                Assert.Equal(expected.GetBoolean(), actual);
                break;
            case JsonValueKind.String:
                Assert.Equal(expected.GetString(), actual);
                break;
            case JsonValueKind.Number:
                AssertClose(expected.GetDouble(), Assert.IsType<double>(actual), tolerance, 0, what);
                break;
            case JsonValueKind.Array when actual is Interval interval:
                Assert.Equal(2, expected.GetArrayLength());
                // One end may be near 0, so the tolerance is relative to the interval.
                var scale = Math.Max(Math.Abs(expected[0].GetDouble()), Math.Abs(expected[1].GetDouble()));
                AssertClose(expected[0].GetDouble(), interval.Low, tolerance, scale, what);
                AssertClose(expected[1].GetDouble(), interval.High, tolerance, scale, what);
                break;
            case JsonValueKind.Array:
                var list = Assert.IsAssignableFrom<IEnumerable<double?>>(actual).ToList();
                Assert.Equal(expected.GetArrayLength(), list.Count);
                for (var i = 0; i < list.Count; i++)
                {
                    AssertSame(expected[i], list[i], tolerance, $"[{i}] of {what}");
                }
                break;
            default:
                Assert.Fail($"Unknown kind {expected.ValueKind} in {what}");
                break;
        }
    }

    private static void AssertClose(double expected, double actual, double tolerance, double scale, string what)
    {
        var allowed = tolerance * Math.Max(Math.Abs(expected), scale);
        Assert.True(
            Math.Abs(expected - actual) <= allowed,
            $"{what}: expected {expected:R}, got {actual:R}, off by {Math.Abs(expected - actual) / Math.Abs(expected):E2}"
        );
    }
}

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
    public void Waypost_says_what_other_programs_say(int index, string method)
    {
        var @case = ConformanceFile.Case(index);
        var tolerance = @case.GetProperty("tolerance").GetDouble();

        var answer = Answers.To(method, @case.GetProperty("input"));

        foreach (var expected in @case.GetProperty("expected").EnumerateObject())
        {
            AssertSame(expected.Value, answer[expected.Name], tolerance, $"{expected.Name} of {@case}");
        }
    }

    [Fact]
    public void The_file_covers_every_method_with_hundreds_of_cases()
    {
        var methods = ConformanceFile.Cases().Select(@case => @case.Method).ToList();

        Assert.True(methods.Count > 500);
        Assert.Equal(30, methods.Distinct().Count());
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
                // An end may be near 0 where the interval is not: its precision is the interval's.
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

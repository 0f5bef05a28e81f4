using Npgsql;
using Waypost.Stats.AnalyticsDatabase;

namespace Waypost.Stats.Tests.AnalyticsDatabase;

public sealed class BoundSqlTests
{
    private const string Statement =
        "select '{{x}}' where a >= {{start timestamptz '2026-03-01 09:00:00.123456+00'}}::date"
        + " and a < {{end timestamptz '2026-03-15 00:00:00+00'}} and b >= {{start timestamp '2026-03-01 09:00:00.123456'}}"
        + " and c < {{end date '2026-03-15'}} and d >= {{start timestamptz '2026-03-01 09:00:00.123456+00'}}";

    [Fact]
    public void Values_become_parameters_of_their_type_each_value_once()
    {
        var (sql, parameters) = BoundSql.Bind(Statement);

        Assert.Equal("select '{{x}}' where a >= $1::date and a < $2 and b >= $3 and c < $4 and d >= $1", sql);
        Assert.Equal(["timestamptz", "timestamptz", "timestamp", "date"], parameters.Select(parameter => parameter.DataTypeName));
        var start = new DateTime(2026, 3, 1, 9, 0, 0, DateTimeKind.Utc).AddMicroseconds(123456);
        Assert.Equal(start, ((NpgsqlParameter<DateTime>)parameters[0]).TypedValue);
        Assert.Equal(DateTimeKind.Utc, ((NpgsqlParameter<DateTime>)parameters[0]).TypedValue.Kind);
        Assert.Equal(start, ((NpgsqlParameter<DateTime>)parameters[2]).TypedValue);
        Assert.Equal(DateTimeKind.Unspecified, ((NpgsqlParameter<DateTime>)parameters[2]).TypedValue.Kind);
        Assert.Equal(new DateOnly(2026, 3, 15), ((NpgsqlParameter<DateOnly>)parameters[3]).TypedValue);
    }

    [Fact]
    public void Shown_to_people_values_are_literals()
    {
        Assert.Equal(
            "select '{{x}}' where a >= timestamptz '2026-03-01 09:00:00.123456+00'::date and a < timestamptz '2026-03-15 00:00:00+00'"
                + " and b >= timestamp '2026-03-01 09:00:00.123456' and c < date '2026-03-15'"
                + " and d >= timestamptz '2026-03-01 09:00:00.123456+00'",
            BoundSql.Show(Statement)
        );
    }

    [Fact]
    public void For_all_times_values_are_infinite()
    {
        Assert.Equal(
            "select '{{x}}' where a >= timestamptz '-infinity'::date and a < timestamptz 'infinity' and b >= timestamp '-infinity'"
                + " and c < date 'infinity' and d >= timestamptz '-infinity'",
            BoundSql.Unbounded(Statement)
        );
    }
}

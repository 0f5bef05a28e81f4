using Npgsql;
using Waypost.Stats.Statistics;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Analysis;

/// <summary>One variant's aggregates of one metric, as input for the statistics.</summary>
internal sealed record MetricArm
{
    public required string Variant { get; init; }

    public required long Users { get; init; }

    /// <summary>After the cap, before CUPED.</summary>
    public required Moments? Moments { get; init; }

    public double? Sum { get; init; }

    public double? Lowest { get; init; }

    public long NullValues { get; init; }

    /// <summary>Users with NaN or infinity among their values.</summary>
    public long NonFiniteUsers { get; init; }

    /// <summary>With CUPED: users with NaN or infinity among their values before the first exposure.</summary>
    public long NonFiniteUsersBefore { get; init; }

    public Proportion? Proportion { get; init; }

    public QuantileSample? Quantile { get; init; }

    /// <summary>X = before the first exposure, Y = after it.</summary>
    public JointMoments? Before { get; init; }

    public double? DenominatorSum { get; init; }

    public double? Cap { get; init; }

    public long Capped { get; init; }

    /// <param name="row">Null if the variant has no users.</param>
    /// <param name="i">The metric's index in its query.</param>
    public static MetricArm Of(string variant, MetricDefinition metric, IReadOnlyDictionary<string, double?>? row, int i)
    {
        if (row is null)
        {
            return new()
            {
                Variant = variant,
                Users = 0,
                Moments = default(Moments),
                Proportion = metric.Type == MetricType.Binomial ? default(Proportion) : null,
            };
        }
        double? Number(string name) => row.GetValueOrDefault($"{name}{i}") is { } value && double.IsFinite(value) ? value : null;
        double? Plain(string name) => row.GetValueOrDefault(name) is { } value && double.IsFinite(value) ? value : null;
        var users = (long)Plain("users")!.Value;
        var moments = Number("mean") is { } mean
            ? Statistics.Moments.FromVariance(users, mean, Number("variance") ?? (users < 2 ? 0 : double.NaN))
            : (Moments?)null;
        var arm = new MetricArm
        {
            Variant = variant,
            Users = users,
            Moments = moments,
            Sum = Number("sum"),
            Lowest = Number("lowest"),
            NullValues = (long)(Plain("missing") ?? 0),
            NonFiniteUsers = (long)(Number("bad") ?? 0) + (long)(Plain("dbad") ?? 0),
            NonFiniteUsersBefore = (long)(Number("xbad") ?? 0),
            Cap = Number("cap"),
            Capped = (long)(Number("capped") ?? 0),
        };
        if (metric.DenominatorQuery is not null)
        {
            return arm.OfRatio(Plain("dmean"), Plain("dvariance"), Plain("dcovariance"), Plain("dsum"));
        }
        if (metric.Quantile is not null && Number("at") is { } at)
        {
            return arm with { Quantile = new QuantileSample(users, at, Number("low") ?? at, Number("high") ?? at) };
        }
        if (metric.Type == MetricType.Binomial)
        {
            return arm with { Proportion = new Proportion((long)(arm.Sum ?? 0), users) };
        }
        // A cap would hide NaN, which PostgreSQL takes for the largest number.
        return arm.NonFiniteUsersBefore == 0 && Number("xmean") is { } before && moments is { } after
            ? arm with
            {
                Before = Joint(users, before, Number("xvariance") ?? 0, after, Number("covariance") ?? 0),
            }
            : arm;
    }

    public static IReadOnlyDictionary<string, double?> ReadRow(NpgsqlDataReader row) =>
        Enumerable
            .Range(0, row.FieldCount)
            .ToDictionary(
                row.GetName,
                column =>
                    row.IsDBNull(column)
                        ? (double?)null
                        : Convert.ToDouble(row.GetValue(column), System.Globalization.CultureInfo.InvariantCulture)
            );

    private MetricArm OfRatio(double? mean, double? variance, double? covariance, double? sum)
    {
        var ratio =
            Moments is { } above && mean is { } below
                ? RatioMetric.ToMoments(Joint(Users, below, variance ?? 0, above, covariance ?? 0))
                : null;
        return this with { Moments = ratio, DenominatorSum = sum };
    }

    private static JointMoments Joint(long users, double meanX, double varianceX, Moments y, double covariance) =>
        new(users, meanX, y.Mean, Math.Max(0, varianceX) * Math.Max(0, users - 1), y.M2, covariance * Math.Max(0, users - 1));
}

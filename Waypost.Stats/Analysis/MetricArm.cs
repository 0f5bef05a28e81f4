using Npgsql;
using Waypost.Stats.Statistics;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Analysis;

/// <summary>One variant's aggregates of one metric, as input for the statistics.</summary>
internal sealed partial record MetricArm
{
    /// <summary>The column with a quantile metric's values at <see cref="QuantileRanks.Around"/>.</summary>
    public const string Around = "around";

    /// <summary>The column with its values at <see cref="QuantileRanks.OfInterval"/>.</summary>
    public const string ByRanks = "byranks";

    public required string Variant { get; init; }

    public required long Users { get; init; }

    /// <summary>Users who are not among them because their window is still open; null without a window.</summary>
    public long? OpenUsers { get; init; }

    /// <summary>After the cap; with CUPED, after it too.</summary>
    public required Moments? Moments { get; init; }

    /// <summary>With CUPED: <see cref="Moments"/> without it.</summary>
    public Moments? Unadjusted { get; init; }

    public double? Sum { get; init; }

    public double? Lowest { get; init; }

    public long NullValues { get; init; }

    /// <summary>Users with NaN or infinity among their values.</summary>
    public long NonFiniteUsers { get; init; }

    /// <summary>With CUPED: users with NaN or infinity among their values before the first exposure.</summary>
    public long NonFiniteUsersBefore { get; init; }

    /// <summary>Of a binomial metric; null with CUPED, which compares means.</summary>
    public Proportion? Proportion { get; init; }

    /// <summary>Users of a binomial metric with the event.</summary>
    public long? Converted
    {
        get => field ?? Proportion?.Successes;
        init;
    }

    public QuantileSample? Quantile { get; init; }

    /// <summary>X = before the first exposure, Y = after it; null for ratios.</summary>
    public JointMoments? Before { get; init; }

    /// <summary>The same for ratios.</summary>
    public RatioMoments? RatioBefore { get; init; }

    /// <summary>Of a ratio: X = the denominator, Y = the numerator.</summary>
    public JointMoments? Ratio { get; init; }

    public double? DenominatorSum { get; init; }

    public double? Cap { get; init; }

    public long Capped { get; init; }

    /// <summary>Whether the skewness of the values matters: to means and ratios, not to proportions and quantiles.</summary>
    public static bool HasSkewness(MetricDefinition metric) =>
        metric.DenominatorQuery is not null || metric is { Type: not MetricType.Binomial, Quantile: null };

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
            Moments =
                moments is { } known && Number("yyy") is { } cube
                    ? known with
                    {
                        M3 = Third(cube, known.Mean, known.Variance, users),
                    }
                    : moments,
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
            var denominator =
                Plain("dmean") is { } below && moments is { } above
                    ? Joint(users, below, Plain("dvariance") ?? 0, above, Plain("dcovariance") ?? 0, Number)
                    : (JointMoments?)null;
            return arm with
            {
                Ratio = denominator,
                Moments = denominator is { } ratio ? RatioMetric.ToMoments(ratio) : null,
                DenominatorSum = Plain("dsum"),
                RatioBefore = arm.NonFiniteUsersBefore == 0 && denominator is { } joint ? ReadRatioBefore(joint, Number, Plain) : null,
            };
        }
        if (metric.Quantile is not null && Number("at") is { } at)
        {
            return arm with { Quantile = OfQuantile(users, at, Number, column => ReadArray(row, $"{column}{i}")) };
        }
        if (metric.Type == MetricType.Binomial)
        {
            arm = arm with { Proportion = new Proportion((long)(arm.Sum ?? 0), users) };
        }
        // A cap would hide NaN, which PostgreSQL takes for the largest number.
        return arm.NonFiniteUsersBefore == 0 && Number("xmean") is { } before && moments is { } after
            ? arm with
            {
                Before = Joint(users, before, Number("xvariance") ?? 0, after, Number("covariance") ?? 0, Number),
            }
            : arm;
    }

    /// <summary>A column with an array <c>x</c> becomes <c>x[0]</c>, <c>x[1]</c> and so on.</summary>
    public static IReadOnlyDictionary<string, double?> ReadRow(NpgsqlDataReader row)
    {
        var values = new Dictionary<string, double?>(StringComparer.Ordinal);
        for (var column = 0; column < row.FieldCount; column++)
        {
            var (name, value) = (row.GetName(column), row.IsDBNull(column) ? null : row.GetValue(column));
            if (value is double[] array)
            {
                for (var i = 0; i < array.Length; i++)
                {
                    values[$"{name}[{i}]"] = array[i];
                }
            }
            else
            {
                values[name] = value is null ? null : Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture);
            }
        }
        return values;
    }

    private static QuantileSample OfQuantile(long users, double at, Func<string, double?> number, Func<string, List<double>> array) =>
        new(users, at, number("low") ?? at, number("high") ?? at)
        {
            Around = array(Around) is { Count: > 0 } around ? around : null,
            ByRanks = array(ByRanks) is [var low, var high] ? new Interval(low, high) : null,
        };

    private static List<double> ReadArray(IReadOnlyDictionary<string, double?> row, string column)
    {
        List<double> values = [];
        while (row.GetValueOrDefault($"{column}[{values.Count}]") is { } value)
        {
            values.Add(value);
        }
        return values;
    }

    private static JointMoments Joint(
        long users,
        double meanX,
        double varianceX,
        Moments y,
        double covariance,
        Func<string, double?> number
    ) =>
        new(users, meanX, y.Mean, Math.Max(0, varianceX) * Math.Max(0, users - 1), y.M2, covariance * Math.Max(0, users - 1))
        {
            Thirds =
                number("yyy") is { } yyy && number("yyx") is { } yyx && number("yxx") is { } yxx && number("xxx") is { } xxx
                    ? new(
                        Third(yyy, y.Mean, y.Variance, users),
                        Third(yyx, y.Mean, covariance, users),
                        Third(yxx, meanX, covariance, users),
                        Third(xxx, meanX, varianceX, users)
                    )
                    : null,
        };

    /// <summary>From cov(a, b²): Σ of the products of deviations is (n − 1)(cov(a, b²) − 2·mean(b)·cov(a, b)).</summary>
    private static double Third(double covarianceWithSquare, double mean, double? covariance, long users) =>
        (users - 1) * (covarianceWithSquare - (2 * mean * (covariance ?? 0)));
}

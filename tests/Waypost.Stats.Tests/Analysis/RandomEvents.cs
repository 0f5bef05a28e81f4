using System.Globalization;
using System.Text;

namespace Waypost.Stats.Tests.Analysis;

internal sealed record ExposureRow(long Experiment, string? User, DateTimeOffset At, string? Variant);

internal sealed record EventRow(string? User, DateTimeOffset At, string Name, double? Value);

/// <summary>
/// Seeded random rows with difficult cases: repeated exposures, several variants, no user, events before, at and after exposure, ties and
/// NULLs.
/// </summary>
internal sealed class RandomEvents
{
    public List<ExposureRow> Exposures { get; } = [];

    public List<EventRow> Events { get; } = [];

    public static RandomEvents Of(int seed, IReadOnlyList<string> variants, int users = 600)
    {
        var random = new Random(seed);
        var data = new RandomEvents();
        // Steps of ten minutes, so that ties between exposure and event are common.
        DateTimeOffset RandomTime(int fromDay, int toDay) =>
            TestRequest.Start.AddSeconds(random.Next(fromDay * 86_400, toDay * 86_400) / 600 * 600);
        for (var number = 0; number < users; number++)
        {
            var user = string.Create(CultureInfo.InvariantCulture, $"Us'er {number}");
            var variant = variants[random.Next(variants.Count)];
            var first = RandomTime(-1, 15);
            for (var visit = random.Next(0, 4); visit > 0; visit--)
            {
                data.Exposures.Add(
                    new(
                        random.Next(20) == 0 ? 8 : 7,
                        random.Next(60) == 0 ? null : user,
                        visit == 1 ? first : RandomTime(-1, 15),
                        Seen(random, variant, variants)
                    )
                );
            }
            for (var count = random.Next(0, 9); count > 0; count--)
            {
                var at = random.Next(6) == 0 ? first : RandomTime(-10, 16);
                data.Events.Add(
                    new(
                        random.Next(50) == 0 ? null : user,
                        at,
                        random.Next(3) == 0 ? "quote" : "page",
                        random.Next(8) == 0 ? null : Math.Round(random.NextDouble() * 90, random.Next(3))
                    )
                );
            }
        }

        return data;
    }

    private static string? Seen(Random random, string variant, IReadOnlyList<string> variants) =>
        random.Next(25) switch
        {
            0 => variants[random.Next(variants.Count)],
            1 => random.Next(2) == 0 ? null : "stranger",
            _ => variant,
        };

    /// <summary>Statements that fill the tables <c>exposures</c> and <c>events</c>.</summary>
    public string Inserts(Func<string?, string> treatment)
    {
        var sql = new StringBuilder("truncate exposures, events;");
        foreach (var row in Exposures)
        {
            sql.Append(
                CultureInfo.InvariantCulture,
                $"insert into exposures values ({row.Experiment}, {Text(row.User)}, '{row.At:u}', {treatment(row.Variant)}, "
                    + $"{Text(row.Variant)});"
            );
        }
        foreach (var row in Events)
        {
            sql.Append(
                CultureInfo.InvariantCulture,
                $"insert into events values ({Text(row.User)}, '{row.At:u}', {Text(row.Name)}, "
                    + $"{(row.Value is { } value ? value.ToString("R", CultureInfo.InvariantCulture) : "null")});"
            );
        }
        return sql.ToString();
    }

    private static string Text(string? text) => text is null ? "null" : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}

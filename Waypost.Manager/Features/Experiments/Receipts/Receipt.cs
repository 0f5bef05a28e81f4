using System.Reflection;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Experiments.Receipts;

/// <summary>
/// What is needed to check results: which queries ran, what they counted, the aggregated numbers, and every p-value with the call of
/// the scripts that computes it again.
/// </summary>
internal sealed record Receipt
{
    public required long ExperimentId { get; init; }

    public required string Name { get; init; }

    /// <summary>Key of the flag.</summary>
    public required string Flag { get; init; }

    public required string Environment { get; init; }

    public required int Phase { get; init; }

    public required DateTimeOffset AnalyzedAt { get; init; }

    /// <summary>Name and version of the program that computed the results.</summary>
    public required string Engine { get; init; }

    /// <summary>Name and version of the program that wrote the receipt.</summary>
    public required string WrittenBy { get; init; }

    /// <summary>PostgreSQL's version in the analytics database; null in results of earlier versions.</summary>
    public string? DatabaseVersion { get; init; }

    /// <summary>Of the Monte Carlo test of the sample ratio; null if none was needed. Nothing else is random.</summary>
    public long? Seed { get; init; }

    /// <summary>"sha256:" and 64 hexadecimal digits: the hash of <see cref="Inputs"/> in UTF-8.</summary>
    public required string InputHash { get; init; }

    /// <summary>The aggregated numbers that the statistics started from, as CSV.</summary>
    public required string Inputs { get; init; }

    /// <summary>The planned period, or what there was of it, and after it all data.</summary>
    public required IReadOnlyList<ReceiptPeriod> Periods { get; init; }

    /// <summary>In the order of the scripts.</summary>
    public required IReadOnlyList<ReceiptPValue> PValues { get; init; }

    private static string WrittenByManager { get; } =
        "Waypost.Manager "
        + typeof(Receipt).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0];

    public static Receipt Of(ReceiptSubject subject, AnalysisResult result)
    {
        var inputs = ReceiptInputs.Create(result);
        return new()
        {
            ExperimentId = result.ExperimentId,
            Name = subject.Name,
            Flag = subject.Flag,
            Environment = subject.Environment,
            Phase = subject.Phase,
            AnalyzedAt = result.AnalyzedAt,
            Engine = result.Engine,
            WrittenBy = WrittenByManager,
            DatabaseVersion = result.DatabaseVersion,
            Seed = result.SampleRatio?.Seed ?? result.Later?.SampleRatio?.Seed,
            InputHash = ReceiptInputs.Hash(inputs),
            Inputs = inputs,
            Periods = [ReceiptPeriod.Of(result), .. result.Later is { } later ? [ReceiptPeriod.Of(later)] : Array.Empty<ReceiptPeriod>()],
            PValues =
            [
                .. ReceiptScript
                    .Checks(result)
                    .Select(check => new ReceiptPValue(check.Name, check.Reported, ScriptLanguage.Python.Write(check.Call))),
            ],
        };
    }
}

/// <summary>What the results are about.</summary>
internal sealed record ReceiptSubject(string Name, string Flag, string Environment, int Phase);

/// <summary>One reading of an experiment's data.</summary>
/// <param name="Basis">Which test decides: <c>fixed</c> or <c>alwaysValid</c>.</param>
/// <param name="ExposuresSql">The query that counted the users.</param>
/// <param name="Sql">The query of each metric, by key.</param>
internal sealed record ReceiptPeriod(
    AnalysisWindow Window,
    AnalysisPlan Planned,
    string Basis,
    ExposureCounts Exposures,
    SampleRatio? SampleRatio,
    string ExposuresSql,
    IReadOnlyDictionary<string, string> Sql
)
{
    public static ReceiptPeriod Of(AnalysisResult result) =>
        new(
            result.Window,
            result.Planned,
            result.Basis,
            result.Exposures,
            result.SampleRatio,
            result.Sql,
            result.Metrics.ToDictionary(metric => metric.Metric, metric => metric.Sql)
        );
}

/// <summary>A p-value of the results.</summary>
/// <param name="Name">Metric, variant and test.</param>
/// <param name="Value">As the results have it.</param>
/// <param name="ComputedBy">The call that computes it again, as in the Python script.</param>
internal sealed record ReceiptPValue(string Name, double Value, string ComputedBy);

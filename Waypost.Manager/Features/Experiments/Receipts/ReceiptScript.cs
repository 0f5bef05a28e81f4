using System.Text;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Experiments.Receipts;

/// <summary>A script that computes every p-value of a result again, from its aggregated numbers. Pure.</summary>
internal static class ReceiptScript
{
    public static string Create(AnalysisResult result, ScriptLanguage language)
    {
        var script = new StringBuilder(ReadPrelude(language.File));
        script.Append("# SHA-256 of the aggregated numbers, as in the receipt: ").Append(ReceiptInputs.Hash(ReceiptInputs.Create(result)));
        script.Append("\n\n");
        foreach (var check in Checks(result))
        {
            script.Append("check(").Append(ScriptLanguage.Quote(check.Name));
            script.Append(", ").Append(language.Write(check.Reported)).Append(", ").Append(language.Write(check.Call));
            if (check.Tolerance is { } tolerance)
            {
                script.Append(", ").Append(language.Write(tolerance));
            }

            script.Append(")\n");
        }

        return script.Append('\n').Append(language.Closing).ToString();
    }

    /// <summary>Of the planned period, and of all data after it.</summary>
    public static IReadOnlyList<ReceiptCheck> Checks(AnalysisResult result) =>
        result.Later is { } later
            ? [.. ReceiptChecks.Of(result, "Planned period: "), .. ReceiptChecks.Of(later, "All data: ")]
            : ReceiptChecks.Of(result);

    private static string ReadPrelude(string name)
    {
        using var stream =
            typeof(ReceiptScript).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The resource {name} is missing.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

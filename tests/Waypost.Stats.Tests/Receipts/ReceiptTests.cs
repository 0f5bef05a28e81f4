using System.Security.Cryptography;
using System.Text;
using Waypost.Manager.Features.Experiments.Receipts;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Tests.Receipts;

/// <summary>
/// The scripts of a receipt, which are the manager's, compute what the worker computed: R and SciPy agree on every p-value.
/// </summary>
public class ReceiptTests
{
    public static TheoryData<string, string> Cases =>
        [
            .. ReceiptCases.All.Keys.SelectMany(name =>
                new[] { (name, "R"), (name, "py") }.Select(row => new TheoryDataRow<string, string>(row.name, row.Item2))
            ),
        ];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Other_programs_compute_every_p_value_again(string name, string language)
    {
        var result = ReceiptCases.All[name]();
        var checks = ReceiptScript.Checks(result);

        var (exitCode, output) = await ScriptInterpreter.RunAsync(language, Script(result, language));

        Assert.DoesNotContain(output.Split('\n'), line => line.StartsWith("DIFFERS", StringComparison.Ordinal));
        Assert.True(
            exitCode == 0 && output.Contains($"{checks.Count} p-values, 0 of them differ", StringComparison.Ordinal),
            $"Exit code {exitCode}: {output[^Math.Min(output.Length, 2_000)..]}"
        );
        Assert.NotEmpty(checks);
    }

    [Theory]
    [InlineData("R")]
    [InlineData("py")]
    public async Task A_p_value_that_was_changed_is_noticed(string language)
    {
        var result = ReceiptCases.All["skewed values"]();
        var metric = result.Metrics[0];
        var changed = metric.Comparisons[0] with { PValue = metric.Comparisons[0].PValue * 1.001 };

        var (exitCode, output) = await ScriptInterpreter.RunAsync(
            language,
            Script(result with { Metrics = [metric with { Comparisons = [changed] }] }, language)
        );

        Assert.Equal(1, exitCode);
        Assert.Contains("DIFFERS", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_p_value_of_a_result_is_checked()
    {
        foreach (var create in ReceiptCases.All.Values)
        {
            var result = create();
            var reported = ReceiptScript.Checks(result).Select(check => check.Reported).Order().ToList();

            Assert.Equal([.. PValues(result).Concat(result.Later is { } later ? PValues(later) : []).Order()], reported);
        }
    }

    [Fact]
    public void Every_method_occurs()
    {
        var functions = ReceiptCases
            .All.Values.SelectMany(create => ReceiptScript.Checks(create()))
            .SelectMany(check => Functions(check.Call));

        Assert.Equal(
            [
                "always_valid",
                "benjamini_hochberg",
                "chi_square_of_all",
                "chi_square_test",
                "exact_binomial",
                "exact_multinomial",
                "fisher_test",
                "goodness_of_fit",
                "holm",
                "margin_of_means",
                "margin_of_proportions",
                "margin_of_ratio_of_means",
                "margin_of_ratio_of_proportions",
                "one_sided",
                "one_sided_always_valid",
                "pooled_mean",
                "pooled_t_test",
                "simulated_multinomial",
                "two_sided",
                "welch_anova",
                "welch_t_test",
                "z_of_means",
                "z_of_proportions",
            ],
            functions.Distinct().Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void The_hash_is_that_of_the_inputs_and_changes_with_them()
    {
        var result = ReceiptCases.All["skewed values"]();
        var inputs = ReceiptInputs.Create(result);
        var other = result with
        {
            Metrics =
            [
                result.Metrics[0] with
                {
                    Variants = [result.Metrics[0].Variants[0] with { Users = 9_001 }, result.Metrics[0].Variants[1]],
                },
            ],
        };

        Assert.Equal($"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(inputs)))}", ReceiptInputs.Hash(inputs));
        Assert.NotEqual(ReceiptInputs.Hash(inputs), ReceiptInputs.Hash(ReceiptInputs.Create(other)));
        Assert.Contains(ReceiptInputs.Hash(inputs), Script(result, "R"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a\"; quit() #", "\"a\\\"; quit() #\"")]
    [InlineData("a\nsystem('x')", "\"a system('x')\"")]
    [InlineData("a\\", "\"a\\\\\"")]
    [InlineData("Größe 😀", "\"Gr\\U000000F6\\U000000DFe \\U0001F600\"")]
    public void A_name_never_becomes_code(string name, string quoted) => Assert.Equal(quoted, ScriptLanguage.Quote(name));

    private static string Script(AnalysisResult result, string language) =>
        ReceiptScript.Create(result, language == "R" ? ScriptLanguage.R : ScriptLanguage.Python);

    private static IEnumerable<double> PValues(AnalysisResult result) =>
        result
            .Metrics.SelectMany(metric =>
                metric
                    .Comparisons.Concat((metric.Steps ?? []).SelectMany(step => step.Comparisons))
                    .SelectMany(comparison =>
                        new[] { comparison.PValue, comparison.PValueAdjusted, comparison.AlwaysValid?.PValue }.Concat(
                            comparison.Margin?.PValues?.Select(p => (double?)p) ?? [comparison.Margin?.PValue]
                        )
                    )
                    .Append(metric.Omnibus?.PValue)
            )
            .Append(result.SampleRatio?.PValue)
            .OfType<double>();

    private static IEnumerable<string> Functions(Call call) => call.Arguments.OfType<Call>().SelectMany(Functions).Append(call.Function);
}

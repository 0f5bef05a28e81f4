using System.Text.Json;

namespace Waypost.Flags.Tests;

public class EvaluationConformanceTests
{
    private static readonly JsonElement File = ConformanceFile.Read("evaluation.json");
    private static readonly CompiledSnapshot Snapshot = CompiledSnapshot.Compile(
        File.GetProperty("snapshot").Deserialize(FlagsJson.Default.Snapshot)!
    );

    private static readonly JsonElement[] AllCases = [.. ConformanceFile.ReadCases("evaluation.json", minimum: 400)];

    public static TheoryData<int> Cases() => [.. Enumerable.Range(0, AllCases.Length)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Evaluation_gives_the_result_that_all_implementations_agree_on(int index)
    {
        var expected = AllCases[index];
        var context = EvaluationContext.FromJson(expected.GetProperty("context"));

        var evaluation = Evaluator.Evaluate(Snapshot, expected.GetProperty("flag").GetString()!, in context);

        Assert.Equal(expected.GetProperty("reason").GetString(), evaluation.Reason.OpenFeatureName());
        Assert.Equal(Text(expected, "errorCode"), evaluation.ErrorCode.OpenFeatureName());
        Assert.Equal(Text(expected, "variant"), evaluation.Variant);
        if (expected.TryGetProperty("value", out var value))
        {
            Assert.True(JsonElement.DeepEquals(value, evaluation.Value), evaluation.Value.ToString());
        }
    }

    private static string? Text(JsonElement json, string property) =>
        json.TryGetProperty(property, out var value) ? value.GetString() : null;
}

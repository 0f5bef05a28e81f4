using System.Text.Json;

namespace Waypost.Flags.Tests.Evaluating;

public class EvaluationConformanceTests
{
    private static readonly JsonElement File = ConformanceFile.Read("evaluation.json");
    private static readonly CompiledSnapshot Snapshot = CompiledSnapshot.Compile(
        File.GetProperty("snapshot").Deserialize(FlagsJson.Default.Snapshot)!
    );

    public static TheoryData<int> Cases() => [.. Enumerable.Range(0, File.GetProperty("cases").GetArrayLength())];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_flag_comes_out_as_every_implementation_agrees(int index)
    {
        var expected = File.GetProperty("cases")[index];
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

using System.Text.Json;
using System.Text.Json.Nodes;

namespace Waypost.Flags.Tests;

/// <summary>Every case is evaluated twice: by this version, and as a reader of schema 1 does, which does not know participants.</summary>
public class ParticipantsConformanceTests
{
    private static readonly JsonElement File = ConformanceFile.Read("participants.json");
    private static readonly CompiledSnapshot Snapshot = Compile(File.GetProperty("snapshot").GetRawText());
    private static readonly CompiledSnapshot Schema1 = Compile(WithoutParticipants());
    private static readonly JsonElement[] AllCases = [.. ConformanceFile.ReadCases("participants.json", minimum: 190)];

    public static TheoryData<int> Cases() => [.. Enumerable.Range(0, AllCases.Length)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Evaluation_gives_the_result_that_all_implementations_agree_on(int index) =>
        AssertResult(Snapshot, AllCases[index], AllCases[index]);

    [Theory, Trait("Fault", "20")]
    [MemberData(nameof(Cases))]
    public void A_reader_of_schema_1_serves_the_control_and_reports_no_exposure(int index)
    {
        var expected = AllCases[index].GetProperty("schema1");

        Assert.False(expected.TryGetProperty("experimentId", out _));
        AssertResult(Schema1, AllCases[index], expected);
    }

    private static void AssertResult(CompiledSnapshot snapshot, JsonElement asked, JsonElement expected)
    {
        var context = EvaluationContext.FromJson(asked.GetProperty("context"));

        var evaluation = Evaluator.Evaluate(snapshot, asked.GetProperty("flag").GetString()!, in context);

        Assert.Equal(Text(expected, "reason"), evaluation.Reason.OpenFeatureName());
        Assert.Equal(Text(expected, "errorCode"), evaluation.ErrorCode.OpenFeatureName());
        Assert.Equal(Text(expected, "variant"), evaluation.Variant);
        Assert.Equal(expected.TryGetProperty("experimentId", out var id) ? id.GetInt64() : null, evaluation.ExperimentId);
        if (expected.TryGetProperty("value", out var value))
        {
            Assert.True(JsonElement.DeepEquals(value, evaluation.Value), evaluation.Value.ToString());
        }
    }

    private static string WithoutParticipants()
    {
        var snapshot = JsonNode.Parse(File.GetProperty("snapshot").GetRawText())!;
        foreach (var flag in snapshot["flags"]!.AsArray())
        {
            flag!["fallthrough"]!.AsObject().Remove("participants");
            foreach (var rule in flag["rules"]?.AsArray() ?? [])
            {
                rule!["serve"]!.AsObject().Remove("participants");
            }
        }

        return snapshot.ToJsonString();
    }

    private static CompiledSnapshot Compile(string json) =>
        CompiledSnapshot.Compile(JsonSerializer.Deserialize(json, FlagsJson.Default.Snapshot)!);

    private static string? Text(JsonElement json, string property) =>
        json.TryGetProperty(property, out var value) ? value.GetString() : null;
}

using System.Text.Json;

namespace Waypost.Flags.Tests;

/// <summary>Names as defined by OpenFeature; SDKs in other languages and OFREP clients compare them.</summary>
public class OpenFeatureNamesTests
{
    [Theory]
    [InlineData(EvaluationReason.Error, "ERROR")]
    [InlineData(EvaluationReason.Static, "STATIC")]
    [InlineData(EvaluationReason.Default, "DEFAULT")]
    [InlineData(EvaluationReason.TargetingMatch, "TARGETING_MATCH")]
    [InlineData(EvaluationReason.Split, "SPLIT")]
    [InlineData(EvaluationReason.Disabled, "DISABLED")]
    public void Reasons_are_written_and_read_by_name(EvaluationReason reason, string name)
    {
        Assert.Equal(name, reason.OpenFeatureName());
        Assert.Equal($"\"{name}\"", JsonSerializer.Serialize(reason));
        Assert.Equal(reason, JsonSerializer.Deserialize<EvaluationReason>($"\"{name}\""));
    }

    [Theory]
    [InlineData(EvaluationErrorCode.FlagNotFound, "FLAG_NOT_FOUND")]
    [InlineData(EvaluationErrorCode.TypeMismatch, "TYPE_MISMATCH")]
    [InlineData(EvaluationErrorCode.TargetingKeyMissing, "TARGETING_KEY_MISSING")]
    [InlineData(EvaluationErrorCode.ProviderNotReady, "PROVIDER_NOT_READY")]
    [InlineData(EvaluationErrorCode.ParseError, "PARSE_ERROR")]
    [InlineData(EvaluationErrorCode.InvalidContext, "INVALID_CONTEXT")]
    [InlineData(EvaluationErrorCode.General, "GENERAL")]
    public void Error_codes_are_written_and_read_by_name(EvaluationErrorCode code, string name)
    {
        Assert.Equal(name, code.OpenFeatureName());
        Assert.Equal($"\"{name}\"", JsonSerializer.Serialize(code));
        Assert.Equal(code, JsonSerializer.Deserialize<EvaluationErrorCode>($"\"{name}\""));
    }

    [Fact]
    public void No_error_is_written_as_null() => Assert.Equal("null", JsonSerializer.Serialize(EvaluationErrorCode.None));

    [Fact]
    public void Unknown_names_are_refused_and_named()
    {
        var reason = Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<EvaluationReason>("\"SOMETHING\""));
        var code = Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<EvaluationErrorCode>("\"SOMETHING\""));

        Assert.Equal("'SOMETHING' is not an evaluation reason.", reason.Message);
        Assert.Equal("'SOMETHING' is not an evaluation error code.", code.Message);
    }
}

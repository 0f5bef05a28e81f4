using System.Text.Json;
using System.Text.Json.Serialization;

namespace Waypost.Flags;

/// <summary>Reasons and error codes as written by OpenFeature.</summary>
public static class OpenFeatureNames
{
    /// <summary>For example <c>TARGETING_MATCH</c>.</summary>
    public static string OpenFeatureName(this EvaluationReason reason) =>
        reason switch
        {
            EvaluationReason.Static => "STATIC",
            EvaluationReason.Default => "DEFAULT",
            EvaluationReason.TargetingMatch => "TARGETING_MATCH",
            EvaluationReason.Split => "SPLIT",
            EvaluationReason.Disabled => "DISABLED",
            _ => "ERROR",
        };

    /// <summary>For example <c>FLAG_NOT_FOUND</c>; null if there is no error.</summary>
    public static string? OpenFeatureName(this EvaluationErrorCode code) =>
        code switch
        {
            EvaluationErrorCode.None => null,
            EvaluationErrorCode.FlagNotFound => "FLAG_NOT_FOUND",
            EvaluationErrorCode.TypeMismatch => "TYPE_MISMATCH",
            EvaluationErrorCode.TargetingKeyMissing => "TARGETING_KEY_MISSING",
            EvaluationErrorCode.ProviderNotReady => "PROVIDER_NOT_READY",
            EvaluationErrorCode.ParseError => "PARSE_ERROR",
            EvaluationErrorCode.InvalidContext => "INVALID_CONTEXT",
            _ => "GENERAL",
        };
}

internal sealed class EvaluationReasonConverter : JsonConverter<EvaluationReason>
{
    public override EvaluationReason Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var name = reader.GetString();
        foreach (var reason in Enum.GetValues<EvaluationReason>())
        {
            if (reason.OpenFeatureName() == name)
            {
                return reason;
            }
        }

        throw new JsonException($"'{name}' is not an evaluation reason.");
    }

    public override void Write(Utf8JsonWriter writer, EvaluationReason value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.OpenFeatureName());
}

internal sealed class EvaluationErrorCodeConverter : JsonConverter<EvaluationErrorCode>
{
    public override EvaluationErrorCode Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var name = reader.GetString();
        foreach (var code in Enum.GetValues<EvaluationErrorCode>())
        {
            if (code.OpenFeatureName() == name)
            {
                return code;
            }
        }

        throw new JsonException($"'{name}' is not an evaluation error code.");
    }

    public override void Write(Utf8JsonWriter writer, EvaluationErrorCode value, JsonSerializerOptions options)
    {
        if (value.OpenFeatureName() is { } name)
        {
            writer.WriteStringValue(name);
        }
        else
        {
            writer.WriteNullValue();
        }
    }
}

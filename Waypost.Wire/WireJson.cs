using System.Text.Json.Serialization;

namespace Waypost.Wire;

/// <summary>JSON of the messages between manager and provider: camelCase, unknown fields ignored, nulls not written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    MaxDepth = 64
)]
[JsonSerializable(typeof(ProviderRegistration))]
[JsonSerializable(typeof(RegistrationReply))]
[JsonSerializable(typeof(SdkKeys))]
[JsonSerializable(typeof(Webhook))]
[JsonSerializable(typeof(PatchConflict))]
public sealed partial class WireJson : JsonSerializerContext;

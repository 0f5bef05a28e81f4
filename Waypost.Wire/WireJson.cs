using System.Text.Json.Serialization;

namespace Waypost.Wire;

/// <summary>JSON of everything manager and provider say to each other: camelCase, unknown fields ignored, nulls not written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    MaxDepth = 64
)]
[JsonSerializable(typeof(ProviderRegistration))]
[JsonSerializable(typeof(RegistrationReply))]
[JsonSerializable(typeof(SdkKeys))]
[JsonSerializable(typeof(Webhook))]
[JsonSerializable(typeof(HeldVersion))]
public sealed partial class WireJson : JsonSerializerContext;

namespace Waypost.AppHost;

/// <summary>
/// Secrets nobody has to think up. In a run each is generated once and kept in the user secrets of this project; published, the target
/// generates or asks for it. Nothing here reads a value while the model is built.
/// </summary>
sealed record Secrets(
    ReferenceExpression Webhook,
    IResourceBuilder<ParameterResource> DataProtection,
    IResourceBuilder<ParameterResource> AdminEmail,
    IResourceBuilder<ParameterResource> AdminPassword,
    ReferenceExpression AdminToken,
    ReferenceExpression ServerKey,
    ReferenceExpression ClientKey,
    IResourceBuilder<ParameterResource> ReaderPassword)
{
    public static Secrets AddTo(IDistributedApplicationBuilder builder)
    {
        // 44 letters and digits are valid base64 of 33 bytes, with over 250 random bits among them: so a generator that knows nothing
        // but letters and digits (azd's, for one) makes a webhook secret, once the fixed beginning is put before it.
        var webhook = Generated(builder, "webhook-secret", 44);
        var token = Generated(builder, "admin-token", 40);
        var server = Generated(builder, "server-key", 40);
        var client = Generated(builder, "client-key", 40);
        return new(
            ReferenceExpression.Create($"whsec_{webhook}"),
            Generated(builder, "data-protection-secret", 44),
            builder.AddParameter("admin-email", "admin@waypost.local", publishValueAsDefault: true),
            Generated(builder, "admin-password", 24),
            ReferenceExpression.Create($"wp_pat_{token}"),
            ReferenceExpression.Create($"wp_server_{server}"),
            ReferenceExpression.Create($"wp_client_{client}"),
            Generated(builder, "reader-password", 40));
    }

    static IResourceBuilder<ParameterResource> Generated(IDistributedApplicationBuilder builder, string name, int length) =>
        builder.AddParameter(
            name,
            new GenerateParameterDefault { MinLength = length, Special = false, MinLower = 1, MinUpper = 1, MinNumeric = 1 },
            secret: true,
            persist: true);
}

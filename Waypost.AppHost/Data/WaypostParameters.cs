using Waypost.AppHost.Publishing;

namespace Waypost.AppHost.Data;

/// <summary>
/// The secrets as Aspire parameters. In a run their values come from <c>secrets.json</c>, which is read when the first resource needs
/// one. When published, the target generates them. Building the model reads no value.
/// </summary>
internal sealed record WaypostParameters
{
    public required IResourceBuilder<ParameterResource> AdminEmail { get; init; }

    public required IResourceBuilder<ParameterResource> AdminPassword { get; init; }

    public required ReferenceExpression AdminToken { get; init; }

    public required ReferenceExpression ServerKey { get; init; }

    public required ReferenceExpression ClientKey { get; init; }

    public required ReferenceExpression WebhookSecret { get; init; }

    public required IResourceBuilder<ParameterResource> DataProtectionSecret { get; init; }

    public required IResourceBuilder<ParameterResource> PostgresPassword { get; init; }

    public required IResourceBuilder<ParameterResource> ReaderPassword { get; init; }

    /// <param name="builder">The builder of the app host.</param>
    /// <param name="getSecrets">Called in a run only, after the data directory is locked.</param>
    public static WaypostParameters AddTo(IDistributedApplicationBuilder builder, Func<Secrets> getSecrets)
    {
        return new()
        {
            AdminEmail = Add(ParameterNames.AdminEmail, 0, "E-mail address of the first administrator", secrets => secrets.AdminEmail),
            AdminPassword = Add(ParameterNames.AdminPassword, 24, "First password of the administrator", secrets => secrets.AdminPassword),
            AdminToken = Prefixed(
                Secrets.TokenPrefix,
                ParameterNames.AdminToken,
                40,
                "Access token for scripts, without wp_pat_",
                secrets => secrets.AdminToken
            ),
            ServerKey = Prefixed(
                Secrets.ServerKeyPrefix,
                ParameterNames.ServerKey,
                40,
                "Server SDK key, without wp_server_",
                secrets => secrets.ServerKey
            ),
            ClientKey = Prefixed(
                Secrets.ClientKeyPrefix,
                ParameterNames.ClientKey,
                40,
                "Client SDK key for browsers and apps, without wp_client_",
                secrets => secrets.ClientKey
            ),
            WebhookSecret = Prefixed(
                Secrets.WebhookPrefix,
                ParameterNames.WebhookSecret,
                44,
                "Signs the messages between manager, providers and stats worker",
                secrets => secrets.WebhookSecret
            ),
            DataProtectionSecret = Add(
                ParameterNames.DataProtectionSecret,
                44,
                "Encrypts the keys that protect cookies and stored passwords",
                secrets => secrets.DataProtectionSecret
            ),
            PostgresPassword = Add(
                ParameterNames.PostgresPassword,
                40,
                "Password of PostgreSQL's administrator",
                secrets => secrets.PostgresPassword
            ),
            ReaderPassword = Add(
                ParameterNames.ReaderPassword,
                40,
                "Password of the login that can only read the sample shop's events",
                secrets => secrets.ReaderPassword
            ),
        };

        ReferenceExpression Prefixed(string prefix, string name, int length, string description, Func<Secrets, string> value)
        {
            var parameter = Add(name, length, description, secrets => value(secrets)[prefix.Length..]);
            var expression = new ReferenceExpressionBuilder();
            expression.AppendLiteral(prefix);
            expression.AppendFormatted(parameter.Resource);
            return expression.Build();
        }

        IResourceBuilder<ParameterResource> Add(string name, int length, string description, Func<Secrets, string> value)
        {
            var isSecret = length > 0;
            var parameter =
                builder.ExecutionContext.IsRunMode ? builder.AddParameter(name, () => value(getSecrets()), secret: isSecret)
                : isSecret
                    ? builder.AddParameter(
                        name,
                        new GenerateParameterDefault
                        {
                            MinLength = length,
                            Special = false,
                            MinLower = 1,
                            MinUpper = 1,
                            MinNumeric = 1,
                        },
                        secret: true
                    )
                : builder.AddParameter(AzureSettings.AdminEmail, "admin@waypost.local", publishValueAsDefault: true);
            return parameter.WithDescription(description);
        }
    }
}

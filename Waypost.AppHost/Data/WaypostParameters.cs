using Waypost.AppHost.Publishing;

namespace Waypost.AppHost.Data;

/// <summary>
/// The secrets as Aspire parameters. In a run their values are those of <c>secrets.json</c>, read when the first resource asks; when
/// published, the target generates them. Nothing here reads a value while the model is built.
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

    /// <param name="builder">The app host's.</param>
    /// <param name="secrets">Asked in a run only, once the data directory is held.</param>
    public static WaypostParameters AddTo(IDistributedApplicationBuilder builder, Func<Secrets> secrets)
    {
        return new()
        {
            AdminEmail = Add(ParameterNames.AdminEmail, 0, "Who signs in first", kept => kept.AdminEmail),
            AdminPassword = Add(ParameterNames.AdminPassword, 24, "That administrator's first password", kept => kept.AdminPassword),
            AdminToken = Prefixed(
                Secrets.TokenPrefix,
                ParameterNames.AdminToken,
                40,
                "Access token for scripts, without wp_pat_",
                kept => kept.AdminToken
            ),
            ServerKey = Prefixed(
                Secrets.ServerKeyPrefix,
                ParameterNames.ServerKey,
                40,
                "SDK key for servers, without wp_server_",
                kept => kept.ServerKey
            ),
            ClientKey = Prefixed(
                Secrets.ClientKeyPrefix,
                ParameterNames.ClientKey,
                40,
                "SDK key for browsers and apps, without wp_client_",
                kept => kept.ClientKey
            ),
            WebhookSecret = Prefixed(
                Secrets.WebhookPrefix,
                ParameterNames.WebhookSecret,
                44,
                "Signs what manager, providers and stats worker send each other",
                kept => kept.WebhookSecret
            ),
            DataProtectionSecret = Add(
                ParameterNames.DataProtectionSecret,
                44,
                "Encrypts the keys of cookies and stored passwords",
                kept => kept.DataProtectionSecret
            ),
            PostgresPassword = Add(ParameterNames.PostgresPassword, 40, "PostgreSQL's administrator", kept => kept.PostgresPassword),
            ReaderPassword = Add(
                ParameterNames.ReaderPassword,
                40,
                "The login that may only read the sample shop's events",
                kept => kept.ReaderPassword
            ),
        };

        ReferenceExpression Prefixed(string prefix, string name, int length, string description, Func<Secrets, string> value)
        {
            var parameter = Add(name, length, description, kept => value(kept)[prefix.Length..]);
            var expression = new ReferenceExpressionBuilder();
            expression.AppendLiteral(prefix);
            expression.AppendFormatted(parameter.Resource);
            return expression.Build();
        }

        IResourceBuilder<ParameterResource> Add(string name, int length, string description, Func<Secrets, string> value)
        {
            var isSecret = length > 0;
            var parameter =
                builder.ExecutionContext.IsRunMode ? builder.AddParameter(name, () => value(secrets()), secret: isSecret)
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

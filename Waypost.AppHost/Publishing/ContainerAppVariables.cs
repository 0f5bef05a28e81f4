using Aspire.Hosting.Publishing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Waypost.AppHost.Publishing;

/// <summary>
/// A service's environment variables, from the same calls of <c>WithEnvironment</c> and <c>WithReference</c> as in a run.
/// </summary>
/// <param name="Settings">By name: what may be read by whoever sees the container app.</param>
/// <param name="Secrets">By name: what may not.</param>
internal sealed record ContainerAppVariables(IReadOnlyDictionary<string, string> Settings, IReadOnlyDictionary<string, string> Secrets)
{
    public static async Task<ContainerAppVariables> OfAsync(
        IResource service,
        ManifestPublishingContext context,
        Func<EndpointReferenceExpression, string> endpoint
    )
    {
        var result = await ExecutionConfigurationBuilder
            .Create(service)
            .WithEnvironmentVariablesConfig()
            .BuildAsync(context.ExecutionContext, NullLogger.Instance, context.CancellationToken);
        if (result.Exception is { } fault)
        {
            throw fault;
        }
        var variables = result
            .EnvironmentVariablesWithUnprocessed.Select(variable =>
                (variable.Key, Text: AzdText.Of(variable.Value.Item1, endpoint), IsSecret: IsSecret(variable.Value.Item1))
            )
            .ToLookup(variable => variable.IsSecret);
        return new(
            variables[false].ToDictionary(one => one.Key, one => one.Text),
            variables[true].ToDictionary(one => one.Key, one => one.Text)
        );
    }

    /// <summary>A secret parameter, or anything that contains one: a connection string, a key with its prefix.</summary>
    private static bool IsSecret(object value) =>
        value is ParameterResource { Secret: true } || (value is IValueWithReferences composed && composed.References.Any(IsSecret));
}

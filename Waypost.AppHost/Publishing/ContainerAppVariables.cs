using Aspire.Hosting.Publishing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Waypost.AppHost.Publishing;

/// <summary>
/// A service's environment variables, from the same <c>WithEnvironment</c> and <c>WithReference</c> calls as in a run.
/// </summary>
/// <param name="Settings">Variables, by name, that everyone with access to the container app may read.</param>
/// <param name="Secrets">Variables, by name, that become secrets of the container app.</param>
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
        if (result.Exception is { } exception)
        {
            throw exception;
        }
        var variables = result
            .EnvironmentVariablesWithUnprocessed.Select(variable =>
                (variable.Key, Text: AzdExpression.Of(variable.Value.Item1, endpoint), IsSecret: IsSecret(variable.Value.Item1))
            )
            .ToLookup(variable => variable.IsSecret);
        return new(
            variables[false].ToDictionary(one => one.Key, one => one.Text),
            variables[true].ToDictionary(one => one.Key, one => one.Text)
        );
    }

    /// <summary>A secret parameter, or anything that contains one: such as a connection string or a key with its prefix.</summary>
    private static bool IsSecret(object value) =>
        value is ParameterResource { Secret: true } || (value is IValueWithReferences composed && composed.References.Any(IsSecret));
}

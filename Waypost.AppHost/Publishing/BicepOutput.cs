namespace Waypost.AppHost.Publishing;

/// <summary>An output of a deployed module, for use in another module or in an environment variable.</summary>
internal sealed class BicepOutput(BicepModule module, string name) : IManifestExpressionProvider, IValueProvider, IValueWithReferences
{
    public string ValueExpression => $"{{{module.Name}.outputs.{name}}}";

    public IEnumerable<object> References => [module];

    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) =>
        throw new InvalidOperationException($"{ValueExpression} is known only once {module.Name} is deployed.");
}

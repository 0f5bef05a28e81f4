using Aspire.Hosting.Publishing;

namespace Waypost.AppHost.Publishing;

/// <summary>A Bicep module that azd deploys before the services, once for all of them.</summary>
internal sealed class BicepModule(string name, BicepFile file, IReadOnlyDictionary<string, object> parameters) : Resource(name)
{
    public static BicepModule AddTo(IDistributedApplicationBuilder builder, string name, Dictionary<string, object> parameters)
    {
        var module = new BicepModule(name, BicepFile.At(builder, $"{name}.bicep"), parameters);
        builder.AddResource(module).WithManifestPublishingCallback(module.Write);
        return module;
    }

    public BicepOutput Output(string output) => new(this, output);

    private void Write(ManifestPublishingContext context) =>
        file.Write(context, parameters.Select(parameter => KeyValuePair.Create(parameter.Key, AzdExpression.Of(parameter.Value))));
}

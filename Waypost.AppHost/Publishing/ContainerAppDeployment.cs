using Aspire.Hosting.Publishing;

namespace Waypost.AppHost.Publishing;

/// <summary>How azd deploys a service: written by Aspire into the service's own entry in the manifest.</summary>
internal sealed class ContainerAppDeployment : Resource
{
    private readonly ProjectResource service;
    private readonly ContainerAppSpec spec;
    private readonly OwnDomain? domain;
    private readonly AzureEnvironment environment;
    private readonly BicepFile file;

    public ContainerAppDeployment(
        ProjectResource service,
        ContainerAppSpec spec,
        OwnDomain? domain,
        AzureEnvironment environment,
        BicepFile file
    )
        : base($"{service.Name}-container-app")
    {
        (this.service, this.spec, this.domain, this.environment, this.file) = (service, spec, domain, environment, file);
        Annotations.Add(new ManifestPublishingCallbackAnnotation(WriteAsync));
    }

    private async Task WriteAsync(ManifestPublishingContext context)
    {
        var variables = await ContainerAppVariables.OfAsync(service, context, Address);
        file.Write(
            context,
            new Dictionary<string, string>
            {
                ["name"] = service.Name,
                ["image"] = $"{{{service.Name}.containerImage}}",
                ["port"] = $"{{{service.Name}.containerPort}}",
                ["environmentId"] = environment.ContainerApps.Output("environmentId").ValueExpression,
                ["registry"] = environment.Registry.ValueExpression,
                ["identityId"] = environment.ContainerApps.Output("identityId").ValueExpression,
                ["spec"] = AzdText.Json(spec.ToJson(new EndpointReference(service, "http").EndpointAnnotation.IsExternal)),
                ["domain"] = AzdText.JsonObject(
                    new Dictionary<string, string>
                    {
                        ["name"] = domain is null ? "" : AzdText.Of(domain.Name),
                        ["certificateId"] = domain is null ? "" : AzdText.Of(domain.CertificateId),
                    }
                ),
                ["settings"] = AzdText.JsonObject(variables.Settings),
                ["secrets"] = AzdText.JsonObject(variables.Secrets),
            }
        );
    }

    /// <summary>
    /// By https and the full name, for which the environment has a certificate. Between apps of one environment such a request does not
    /// leave it. Plain http would be answered with a redirect, which a POST does not survive.
    /// </summary>
    private string Address(EndpointReferenceExpression reference)
    {
        var isExternal = reference.Endpoint.EndpointAnnotation.IsExternal;
        var host = $"{reference.Endpoint.Resource.Name}{(isExternal ? "" : ".internal")}.{environment.Domain.ValueExpression}";
        return reference.Property switch
        {
            EndpointProperty.Url => $"https://{host}",
            EndpointProperty.Host => host,
            // The port inside the container; azd learns it while it builds the image.
            EndpointProperty.TargetPort when reference.Endpoint.Resource == service => reference.ValueExpression,
            _ => throw new NotSupportedException($"{reference.ValueExpression} cannot be published to Azure."),
        };
    }
}

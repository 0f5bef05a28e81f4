using Aspire.Hosting.Publishing;

namespace Waypost.AppHost.Publishing;

/// <summary>How azd deploys a service. Aspire writes it into the service's entry in the manifest.</summary>
internal sealed class ContainerAppDeployment : Resource
{
    private readonly ProjectResource service;
    private readonly ContainerAppSpec spec;
    private readonly CustomDomain? domain;
    private readonly AzureEnvironment environment;
    private readonly BicepFile file;

    public ContainerAppDeployment(
        ProjectResource service,
        ContainerAppSpec spec,
        CustomDomain? domain,
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
                ["spec"] = AzdExpression.Json(spec.ToJson(new EndpointReference(service, "http").EndpointAnnotation.IsExternal)),
                ["domain"] = AzdExpression.JsonObject(
                    new Dictionary<string, string>
                    {
                        ["name"] = domain is null ? "" : AzdExpression.Of(domain.Name),
                        ["certificateId"] = domain is null ? "" : AzdExpression.Of(domain.CertificateId),
                    }
                ),
                ["settings"] = AzdExpression.JsonObject(variables.Settings),
                ["secrets"] = AzdExpression.JsonObject(variables.Secrets),
            }
        );
    }

    /// <summary>
    /// https and the full name, for which the environment has a certificate. Requests between apps of one environment do not leave it.
    /// Container Apps answers http with a redirect, which breaks POST requests.
    /// </summary>
    private string Address(EndpointReferenceExpression reference)
    {
        var isExternal = reference.Endpoint.EndpointAnnotation.IsExternal;
        var host = $"{reference.Endpoint.Resource.Name}{(isExternal ? "" : ".internal")}.{environment.Domain.ValueExpression}";
        return reference.Property switch
        {
            EndpointProperty.Url => $"https://{host}",
            EndpointProperty.Host => host,
            // The port inside the container, which azd finds out when it builds the image.
            EndpointProperty.TargetPort when reference.Endpoint.Resource == service => reference.ValueExpression,
            _ => throw new NotSupportedException($"{reference.ValueExpression} cannot be published to Azure."),
        };
    }
}

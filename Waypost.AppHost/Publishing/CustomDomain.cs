namespace Waypost.AppHost.Publishing;

/// <summary>A custom domain of a service, in addition to the one that Azure assigns. Both parameters are empty by default.</summary>
internal sealed record CustomDomain(ParameterResource Name, ParameterResource CertificateId)
{
    public static CustomDomain AddTo(IDistributedApplicationBuilder builder, string service) =>
        new(
            builder.AddParameter($"{service}Domain", "", publishValueAsDefault: true).Resource,
            builder.AddParameter($"{service}CertificateId", "", publishValueAsDefault: true).Resource
        );
}

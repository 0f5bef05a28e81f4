namespace Waypost.AppHost.Publishing;

/// <summary>A domain under which a service is reached beside the one that Azure gives it. Both parameters are empty by default.</summary>
internal sealed record OwnDomain(ParameterResource Name, ParameterResource CertificateId)
{
    public static OwnDomain AddTo(IDistributedApplicationBuilder builder, string service) =>
        new(
            builder.AddParameter($"{service}Domain", "", publishValueAsDefault: true).Resource,
            builder.AddParameter($"{service}CertificateId", "", publishValueAsDefault: true).Resource
        );
}

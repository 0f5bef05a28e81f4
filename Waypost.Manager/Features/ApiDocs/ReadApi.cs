using Microsoft.AspNetCore.OpenApi;

namespace Waypost.Manager.Features.ApiDocs;

/// <summary>Reads the API's description once; it does not change while the process runs.</summary>
internal sealed class ReadApi([FromKeyedServices("v1")] IOpenApiDocumentProvider documents)
{
    private volatile ApiReference? reference;

    public async Task<ApiReference> ReadAsync(CancellationToken cancellationToken) =>
        reference ??= ApiReference.Of(await documents.GetOpenApiDocumentAsync(cancellationToken));
}

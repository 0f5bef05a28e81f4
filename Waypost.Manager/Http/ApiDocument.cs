using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Waypost.Manager.Http;

/// <summary>What the OpenAPI document says beyond the endpoints: title, and how to sign in.</summary>
internal static class ApiDocument
{
    public static void Describe(OpenApiOptions options) => options.AddDocumentTransformer((document, _, _) =>
    {
        document.Info.Title = "Waypost manager";
        document.Info.Version = "v1";
        document.Info.Description = "Flags, settings, segments, SDK keys and the flag events log. Errors are problem details (RFC 9457); "
            + "writable resources carry an ETag, and If-Match with an old one answers 412 and changes nothing.";
        document.Components ??= new();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes["token"] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "A personal access token: wp_pat_…",
        };
        document.Security = [new() { [new OpenApiSecuritySchemeReference("token", document)] = [] }];
        return Task.CompletedTask;
    });
}

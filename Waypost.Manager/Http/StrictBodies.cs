using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;
using Waypost.Manager.Core;

namespace Waypost.Manager.Http;

/// <summary>
/// Refuses bodies with unknown members at the endpoints of the REST API. Snapshots, patches and streams accept them, so that old and
/// new versions of Waypost can work together.
/// </summary>
internal static class StrictBodies
{
    public static TBuilder RejectsUnknownMembers<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.WithMetadata(new Marker());

    /// <summary>Runs after authorization, so that anonymous callers learn nothing about the expected members.</summary>
    public static IApplicationBuilder UseStrictBodies(this IApplicationBuilder app) =>
        app.Use(
            async (context, next) =>
            {
                if (
                    context.GetEndpoint() is { } endpoint
                    && endpoint.Metadata.GetMetadata<Marker>() is not null
                    && context.Request.HasJsonContentType()
                    && await CheckAsync(context, endpoint.Metadata) is { } refusal
                )
                {
                    await refusal.ToProblem().ExecuteAsync(context);
                    return;
                }

                await next(context);
            }
        );

    private static async Task<Refusal?> CheckAsync(HttpContext context, EndpointMetadataCollection metadata)
    {
        var request = context.Request;
        using var copy = new MemoryStream();
        await request.Body.CopyToAsync(copy, context.RequestAborted);
        var bytes = copy.ToArray();
        var options = context.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        var patch = metadata.GetMetadata<MergePatchOf>();
        try
        {
            request.Body = new MemoryStream(bytes);
            var body = await request.ReadFromJsonAsync<JsonElement>(context.RequestAborted);
            var type =
                patch?.Type
                ?? metadata.GetOrderedMetadata<IAcceptsMetadata>().LastOrDefault(accepts => accepts.RequestType is not null)?.RequestType;
            return UnknownMembers.In(body, type, options, caseSensitive: patch is not null);
        }
        catch (JsonException)
        {
            // The endpoint reads it next and reports the error with its field.
            return null;
        }
        finally
        {
            request.Body = new MemoryStream(bytes);
        }
    }

    private sealed record Marker;
}

using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Waypost.Manager.Http;

/// <summary>Adds to the OpenAPI document what cannot be derived from the endpoints' types.</summary>
internal static class ApiDocument
{
    public static void Describe(OpenApiOptions options)
    {
        options.CreateSchemaReferenceId = NameOf;
        options.AddSchemaTransformer(
            (schema, context, _) =>
            {
                Describe(schema, context.JsonTypeInfo);
                return Task.CompletedTask;
            }
        );
        options.AddOperationTransformer(DescribeAsync);
        options.AddDocumentTransformer(
            (document, _, _) =>
            {
                Describe(document);
                return Task.CompletedTask;
            }
        );
    }

    /// <summary>Many types are named Request, so their outer type is added: CreateFlag.Request becomes CreateFlagRequest.</summary>
    private static string? NameOf(JsonTypeInfo type)
    {
        var name = OpenApiOptions.CreateDefaultSchemaReferenceId(type);
        var inner = type.Type.IsGenericType ? type.Type.GetGenericArguments()[0] : type.Type;
        return name is not null && inner.DeclaringType is { } outer
            ? name.Replace(inner.Name, outer.Name + inner.Name, StringComparison.Ordinal)
            : name;
    }

    /// <summary>The exporter does not recognise strings behind a custom converter.</summary>
    private static void Describe(OpenApiSchema schema, JsonTypeInfo type)
    {
        var text = new OpenApiSchema { Type = JsonSchemaType.String };
        if (type.Type == typeof(string))
        {
            schema.Type = (schema.Type ?? 0) | JsonSchemaType.String;
        }
        else if (type.Kind == JsonTypeInfoKind.Enumerable)
        {
            schema.Items ??= type.ElementType == typeof(string) ? text : new OpenApiSchema();
        }
        else if (type.Kind == JsonTypeInfoKind.Dictionary)
        {
            schema.AdditionalProperties ??= type.ElementType == typeof(string) ? text : null;
        }
    }

    private static async Task DescribeAsync(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken cancellationToken
    )
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<MergePatchOf>().FirstOrDefault() is { } patch && operation.RequestBody?.Content is { } contents)
        {
            var schema = await context.GetOrCreateSchemaAsync(patch.Type, null, cancellationToken);
            foreach (var content in contents.Values.OfType<OpenApiMediaType>())
            {
                content.Schema = schema;
            }
        }

        operation.Parameters ??= [];
        foreach (var parameter in operation.Parameters.OfType<OpenApiParameter>().Where(p => p.In == ParameterLocation.Query))
        {
            parameter.Name = JsonNamingPolicy.CamelCase.ConvertName(parameter.Name!);
        }

        // A user id is read from the raw path, because it may contain a slash.
        foreach (
            var name in context
                .Description.RelativePath!.Split('/')
                .Where(p => p.StartsWith('{'))
                .Select(p => p.Trim('{', '}', '*').Split(':')[0])
        )
        {
            if (!operation.Parameters.Any(p => p.In == ParameterLocation.Path && p.Name == name))
            {
                operation.Parameters.Add(
                    new OpenApiParameter
                    {
                        Name = name,
                        In = ParameterLocation.Path,
                        Required = true,
                        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                    }
                );
            }
        }

        if (metadata.OfType<IfMatch>().Any())
        {
            operation.Parameters.Add(
                new OpenApiParameter
                {
                    Name = "If-Match",
                    In = ParameterLocation.Header,
                    Description = "The ETag the change is based on. If it is outdated, the answer is 412 and nothing changes.",
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                }
            );
        }
    }

    private static void Describe(OpenApiDocument document)
    {
        document.Info.Title = "Waypost manager";
        document.Info.Version = "v1";
        document.Info.Description =
            "Flags, settings, segments, SDK keys, experiments and the audit log. Errors are problem details (RFC 9457). "
            + "Unknown members of a request body are rejected, with a suggestion. "
            + "Writable resources have an ETag; a request with an outdated If-Match is answered with 412 and changes nothing.";
        document.Components ??= new();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes["token"] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "An access token: wp_pat_…",
        };
        document.Security = [new() { [new OpenApiSecuritySchemeReference("token", document)] = [] }];
    }
}

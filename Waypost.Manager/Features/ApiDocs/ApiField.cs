using Microsoft.OpenApi;

namespace Waypost.Manager.Features.ApiDocs;

/// <summary>A parameter, or a property of a body or an answer, with its own properties.</summary>
internal sealed record ApiField(string Name, string Type, bool Required, string? Description, IReadOnlyList<ApiField> Fields)
{
    /// <summary>Maximum depth; deeper fields are in the OpenAPI document.</summary>
    private const int MaxDepth = 3;

    /// <summary>The properties of a body; of one item if it is a list.</summary>
    public static IReadOnlyList<ApiField> Of(IOpenApiSchema? schema) => Of(schema, 0, new HashSet<string>());

    /// <summary>JSON types in plain words, such as "text" or "list of numbers".</summary>
    public static string TypeOf(IOpenApiSchema? schema)
    {
        if (Plain(schema) is not { } plain)
        {
            return "any value";
        }

        if (plain.Enum is { Count: > 0 } values)
        {
            return string.Join(" | ", values.Where(value => value is not null).Select(value => value.ToString()));
        }

        return (plain.Type & ~JsonSchemaType.Null) switch
        {
            JsonSchemaType.String when plain.Format == "date-time" => "time (ISO 8601)",
            JsonSchemaType.String => "text",
            JsonSchemaType.Integer => "whole number",
            JsonSchemaType.Boolean => "true or false",
            JsonSchemaType.Array => $"list of {TypeOf(plain.Items)}",
            JsonSchemaType.Object when plain.AdditionalProperties is { } value => $"object of {TypeOf(value)} by key",
            JsonSchemaType.Object => "object",
            { } type when type.HasFlag(JsonSchemaType.Number) || type.HasFlag(JsonSchemaType.Integer) => "number",
            _ => "any value",
        };
    }

    private static List<ApiField> Of(IOpenApiSchema? schema, int depth, IReadOnlySet<string> around)
    {
        var (plain, name) = Inner(schema);
        if (plain?.Properties is not { Count: > 0 } properties || depth == MaxDepth || (name is not null && around.Contains(name)))
        {
            return [];
        }

        var within = name is null ? around : new HashSet<string>(around) { name };
        return
        [
            .. properties.Select(property => new ApiField(
                property.Key,
                TypeOf(property.Value),
                plain.Required?.Contains(property.Key) ?? false,
                property.Value.Description,
                Of(property.Value, depth + 1, within)
            )),
        ];
    }

    // The properties of a list or dictionary are those of its items.
    private static (IOpenApiSchema? Schema, string? Name) Inner(IOpenApiSchema? schema)
    {
        var plain = Plain(schema);
        return plain is null ? (null, null)
            : plain.Items is { } items ? Inner(items)
            : plain.AdditionalProperties is { } values ? Inner(values)
            : (plain, (plain as OpenApiSchemaReference)?.Reference.Id);
    }

    // Unwraps nullable types.
    private static IOpenApiSchema? Plain(IOpenApiSchema? schema) =>
        (schema?.OneOf ?? schema?.AnyOf)?.FirstOrDefault(one => one.Type != JsonSchemaType.Null) is { } chosen ? Plain(chosen) : schema;
}

using Microsoft.OpenApi;

namespace Waypost.Manager.Features.ApiDocs;

/// <summary>The REST API as the documentation page shows it: groups of operations.</summary>
internal sealed record ApiReference(IReadOnlyList<ApiGroup> Groups)
{
    /// <summary>Built from the OpenAPI document alone.</summary>
    public static ApiReference Of(OpenApiDocument document) =>
        new([
            .. from path in document.Paths
            from operation in path.Value.Operations ?? []
            let read = Read(path.Key, operation.Key.Method, operation.Value)
            group read by read.Group into operations
            select new ApiGroup(operations.Key, operations.Key.ToLowerInvariant().Replace(' ', '-'), [.. operations]),
        ]);

    private static ApiOperation Read(string path, string method, OpenApiOperation operation)
    {
        var answers = operation.Responses ?? [];
        var (status, answer) = answers.FirstOrDefault(one => one.Key.StartsWith('2'));
        return new(
            operation.Tags?.FirstOrDefault()?.Name ?? "Others",
            operation.OperationId ?? $"{method}-{path}",
            method,
            path,
            operation.Summary ?? "",
            [.. (operation.Parameters ?? []).Select(Read)],
            ApiField.Of(SchemaOf(operation.RequestBody?.Content)),
            status,
            ApiField.Of(SchemaOf(answer?.Content)),
            [.. answers.Keys.Where(key => key != status)]
        );
    }

    private static ApiField Read(IOpenApiParameter parameter) =>
        new(
            parameter.Name ?? "",
            $"{ApiField.TypeOf(parameter.Schema)} in the {parameter.In?.ToString().ToLowerInvariant()}",
            parameter.Required,
            parameter.Description,
            []
        );

    private static IOpenApiSchema? SchemaOf(IDictionary<string, OpenApiMediaType>? content) => content?.Values.FirstOrDefault()?.Schema;
}

/// <summary>Operations on one kind of thing.</summary>
/// <param name="Id">The anchor on the page.</param>
internal sealed record ApiGroup(string Name, string Id, IReadOnlyList<ApiOperation> Operations);

/// <summary>One method of one path.</summary>
/// <param name="Id">Its name in the document; also the anchor on the page.</param>
/// <param name="Status">Of the successful answer.</param>
/// <param name="Errors">Statuses of the other answers.</param>
internal sealed record ApiOperation(
    string Group,
    string Id,
    string Method,
    string Path,
    string Summary,
    IReadOnlyList<ApiField> Parameters,
    IReadOnlyList<ApiField> Body,
    string? Status,
    IReadOnlyList<ApiField> Answer,
    IReadOnlyList<string> Errors
);

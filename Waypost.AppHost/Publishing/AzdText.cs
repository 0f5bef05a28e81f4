using System.Buffers;
using System.Globalization;

namespace Waypost.AppHost.Publishing;

/// <summary>
/// Values as azd reads them: text in which <c>{resource.property}</c> is looked up. It passes through a template and a Bicep string
/// on its way, and azd escapes for neither; see docs/decisions/0012.
/// </summary>
internal static class AzdText
{
    // What would end a Bicep or JSON string early, or begin an expression.
    private static readonly SearchValues<char> refused = SearchValues.Create("\"'\\{}$");

    /// <param name="value">Text, or something with an expression for the manifest.</param>
    /// <param name="endpoint">How another service is reached; without it endpoints are refused.</param>
    public static string Of(object value, Func<EndpointReferenceExpression, string>? endpoint = null) =>
        value switch
        {
            string text => Literal(text),
            ReferenceExpression { IsConditional: false } expression => string.Format(
                CultureInfo.InvariantCulture,
                Format(expression),
                [.. expression.ValueProviders.Select(part => Of(part, endpoint))]
            ),
            EndpointReference reference when endpoint is not null => endpoint(reference.Property(EndpointProperty.Url)),
            EndpointReferenceExpression reference when endpoint is not null => endpoint(reference),
            IManifestExpressionProvider provider and not (ReferenceExpression or EndpointReference or EndpointReferenceExpression) =>
                provider.ValueExpression,
            _ => throw new NotSupportedException($"{value.GetType().Name} cannot be published to Azure."),
        };

    /// <summary>JSON whose braces azd takes for braces.</summary>
    public static string Json(string json) =>
        json.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal);

    /// <summary>A JSON object of text. What <see cref="Of"/> lets through holds nothing that JSON would have to escape.</summary>
    public static string JsonObject(IReadOnlyDictionary<string, string> values) =>
        $$$"""{{{{{string.Join(',', values.Select(value => $"\"{value.Key}\":\"{value.Value}\""))}}}}}""";

    private static string Literal(string text) =>
        text.AsSpan().ContainsAny(refused) || text.AsSpan().ContainsAnyExceptInRange(' ', '~')
            ? throw new NotSupportedException(
                $"'{text}' cannot be published to Azure: only printable ASCII without quotes, backslashes, braces and dollar "
                    + "signs reaches a container app unchanged."
            )
            : text;

    private static string Format(ReferenceExpression expression)
    {
        if (expression.StringFormats.Any(format => format is not null))
        {
            throw new NotSupportedException("A formatted reference cannot be published to Azure.");
        }
        Literal(string.Format(CultureInfo.InvariantCulture, expression.Format, [.. expression.ValueProviders.Select(_ => "")]));
        return expression.Format;
    }
}

using System.Buffers;
using System.Globalization;

namespace Waypost.AppHost.Publishing;

/// <summary>
/// Writes values as azd reads them: text in which azd replaces <c>{resource.property}</c>. The text passes through a template and a Bicep
/// string, and azd escapes neither; see docs/decisions/0012.
/// </summary>
internal static class AzdExpression
{
    // Characters that would end a Bicep or JSON string, or start an expression.
    private static readonly SearchValues<char> forbidden = SearchValues.Create("\"'\\{}$");

    /// <param name="value">Text, or an object with an expression for the manifest.</param>
    /// <param name="endpoint">Writes the address of another service. Without it, endpoints are not allowed.</param>
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

    /// <summary>Escapes the braces of JSON for azd.</summary>
    public static string Json(string json) =>
        json.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal);

    /// <summary>A JSON object of texts. Values from <see cref="Of"/> contain nothing that JSON has to escape.</summary>
    public static string JsonObject(IReadOnlyDictionary<string, string> values) =>
        $$$"""{{{{{string.Join(',', values.Select(value => $"\"{value.Key}\":\"{value.Value}\""))}}}}}""";

    private static string Literal(string text) =>
        text.AsSpan().ContainsAny(forbidden) || text.AsSpan().ContainsAnyExceptInRange(' ', '~')
            ? throw new NotSupportedException(
                $"'{text}' cannot be published to Azure: use only printable ASCII without quotes, backslashes, braces and "
                    + "dollar signs."
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

using FluentValidation;

namespace Waypost.Manager.Features.SdkKeys;

/// <summary>Origins from which a browser may use a client key, exactly as browsers send them.</summary>
internal static class AllowedOrigins
{
    public const int MaxCount = 50;

    /// <summary>
    /// <c>https://shop.example</c> or with a port; no path, no wildcard, nothing a browser would not send (RFC 6454 section 6).
    /// </summary>
    public static bool IsOrigin(string? text) =>
        text is { Length: > 0 and <= 300 }
        && Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
        && string.Equals(text, Normalise(uri), StringComparison.OrdinalIgnoreCase);

    /// <summary>Lower case, without a default port: how browsers write it.</summary>
    public static IReadOnlyList<string> Normalise(IReadOnlyList<string>? origins) =>
        [.. (origins ?? []).Select(o => Normalise(new Uri(o))).Distinct(StringComparer.Ordinal)];

    public static IRuleBuilderOptions<T, IReadOnlyList<string>?> MustBeOrigins<T>(this IRuleBuilder<T, IReadOnlyList<string>?> rule) =>
        rule.Must(origins => origins is null || (origins.Count <= MaxCount && origins.All(IsOrigin)))
            .WithMessage(
                $"At most {MaxCount} exact origins like https://shop.example or http://localhost:5080: no path, no slash at the end, no *."
            );

    private static string Normalise(Uri uri) =>
        uri.IsDefaultPort ? $"{uri.Scheme}://{uri.IdnHost}" : $"{uri.Scheme}://{uri.IdnHost}:{uri.Port}";
}

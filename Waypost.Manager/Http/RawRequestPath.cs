using Microsoft.AspNetCore.Http.Features;

namespace Waypost.Manager.Http;

/// <summary>The path as it was sent. Routing does not decode <c>%2F</c>, but a user id may contain a slash.</summary>
internal static class RawRequestPath
{
    /// <summary>The unescaped part after the marker.</summary>
    public static string After(HttpRequest request, string marker)
    {
        var target = request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var path = target.Split('?', 2)[0];
        var at = path.IndexOf(marker, StringComparison.OrdinalIgnoreCase);
        return at < 0 ? "" : Uri.UnescapeDataString(path[(at + marker.Length)..]);
    }
}

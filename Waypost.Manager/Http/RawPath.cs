using Microsoft.AspNetCore.Http.Features;

namespace Waypost.Manager.Http;

/// <summary>The path as it was sent. Routing leaves <c>%2F</c> as it is, but a user id may well hold a slash.</summary>
internal static class RawPath
{
    /// <summary>What follows the marker, unescaped.</summary>
    public static string After(HttpRequest request, string marker)
    {
        var target = request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var path = target.Split('?', 2)[0];
        var at = path.IndexOf(marker, StringComparison.OrdinalIgnoreCase);
        return at < 0 ? "" : Uri.UnescapeDataString(path[(at + marker.Length)..]);
    }
}

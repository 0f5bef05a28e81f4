using Waypost.Sdk.AspNetCore;

namespace SolarFlare.Visitors;

internal static class Visitor
{
    extension(HttpContext http)
    {
        /// <summary>
        /// The id that flags are evaluated for and that events are written with; without it no analysis could join the two.
        /// </summary>
        internal string? UserId => http.GetWaypostContext().TargetingKey;

        /// <summary>The page's own script fetches the form anew after a flag changed.</summary>
        internal bool IsLiveRefresh => http.Request.Headers.ContainsKey("X-Live-Refresh");
    }
}

using Waypost.Sdk.AspNetCore;

namespace SolarFlare.Visitors;

internal static class VisitorExtensions
{
    extension(HttpContext http)
    {
        /// <summary>
        /// The user id for flags and events. It must be the same for both, because analyses join exposures and events by user.
        /// </summary>
        internal string? UserId => http.GetWaypostContext().TargetingKey;

        /// <summary>True if the page's script refreshes the form after a flag change.</summary>
        internal bool IsLiveRefresh => http.Request.Headers.ContainsKey("X-Live-Refresh");
    }
}

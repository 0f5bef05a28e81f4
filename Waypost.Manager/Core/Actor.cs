using System.Globalization;
using System.Security.Claims;

namespace Waypost.Manager.Core;

/// <summary>Who makes a request.</summary>
/// <param name="Name">As the audit log shows it.</param>
/// <param name="Role">One of <see cref="Roles"/>.</param>
/// <param name="UserId">The user of the session or token; none for Waypost itself.</param>
internal sealed record Actor(string Name, string Role, long? UserId)
{
    /// <summary>Waypost itself: first start, demo.</summary>
    public static readonly Actor System = new("waypost", Roles.Admin, null);

    public bool MayEdit => Roles.Includes(Role, Roles.Editor);

    public bool MayAdminister => Roles.Includes(Role, Roles.Admin);

    public static Actor Of(ClaimsPrincipal user) =>
        new(
            user.FindFirstValue(ClaimTypes.Email) ?? user.Identity?.Name ?? "unknown",
            user.FindFirstValue(ClaimTypes.Role) ?? "",
            long.TryParse(user.FindFirstValue(ClaimTypes.NameIdentifier), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                ? id
                : null
        );
}

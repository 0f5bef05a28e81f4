using Waypost.Manager.Core;
using Waypost.Manager.Data;

namespace Waypost.Manager.Features.Users;

/// <summary>A user who may sign in.</summary>
internal sealed record UserView(long Id, string Email, string Name, string Role, DateTimeOffset CreatedAt)
{
    public static UserView Of(User user) => new(user.Id, user.Email ?? "", user.Name, user.Role, user.CreatedAt);

    public static Refusal NotFound(long id) => new Refusal.NotFound($"There is no user {id}.");
}

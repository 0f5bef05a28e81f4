using Microsoft.AspNetCore.Identity;
using Waypost.Manager.Data;

namespace Waypost.Manager.Features.Account;

/// <summary>Ends this browser's session.</summary>
internal static class SignOut
{
    public sealed class Handler(SignInManager<User> signIn)
    {
        public Task HandleAsync() => signIn.SignOutAsync();
    }
}

using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Access;

/// <summary>Access tokens: <c>Authorization: Bearer wp_pat_…</c>, looked up by hash.</summary>
internal sealed class TokenAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    ManagerDb db,
    TimeProvider time
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "WaypostToken";
    public const string Prefix = "wp_pat_";

    /// <summary>Limits how often "last used" is written, so that a busy script does not cause a write per call.</summary>
    private static readonly TimeSpan LastUsedPrecision = TimeSpan.FromMinutes(5);

    public static string NewToken() =>
        Prefix + RandomNumberGenerator.GetString("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", 40);

    public static bool IsPresent(HttpRequest request) =>
        request.Headers.Authorization.ToString().StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase);

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!IsPresent(Request))
        {
            return AuthenticateResult.NoResult();
        }

        var hash = StoredSdkKey.HashOf(Request.Headers.Authorization.ToString()["Bearer ".Length..].Trim());
        var now = time.GetUtcNow();
        var token = await db
            .AccessTokens.AsNoTracking()
            .Include(t => t.User)
            .SingleOrDefaultAsync(t => t.Hash == hash, Context.RequestAborted);
        if (token is null || token.ExpiresAt <= now)
        {
            Instruments.AuthFailures.Add(1, new KeyValuePair<string, object?>("kind", "token"));
            return AuthenticateResult.Fail("The access token is unknown, revoked or expired.");
        }

        if (token.LastUsedAt is null || now - token.LastUsedAt > LastUsedPrecision)
        {
            await db
                .AccessTokens.Where(t => t.Id == token.Id)
                .ExecuteUpdateAsync(t => t.SetProperty(x => x.LastUsedAt, now), Context.RequestAborted);
        }

        // A token's role never exceeds its owner's current role.
        var identity = new ClaimsIdentity(
            [
                new(ClaimTypes.NameIdentifier, token.UserId.ToString(CultureInfo.InvariantCulture)),
                new(ClaimTypes.Email, token.User.Email ?? token.User.Name),
                new(ClaimTypes.Role, Roles.Weaker(token.Role, token.User.Role)),
            ],
            Scheme.Name
        );
        return AuthenticateResult.Success(new(new(identity), Scheme.Name));
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        await Problems
            .Problem(
                StatusCodes.Status401Unauthorized,
                "unauthenticated",
                "Not signed in",
                "Send a valid access token as 'Authorization: Bearer wp_pat_…', or sign in."
            )
            .ExecuteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Problems
            .Problem(StatusCodes.Status403Forbidden, "forbidden", "Not allowed", "Your role does not allow this. Ask an administrator.")
            .ExecuteAsync(Context);
}

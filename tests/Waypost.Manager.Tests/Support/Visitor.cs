using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;

namespace Waypost.Manager.Tests.Support;

/// <summary>Runs handlers within a request, as a page does for a user, and keeps the cookies they set.</summary>
public sealed class Visitor(RunningManager manager)
{
    private readonly Dictionary<string, string> cookies = [];

    public bool IsSignedIn => cookies.ContainsKey("waypost");

    private string CookieHeader => string.Join("; ", cookies.Select(c => $"{c.Key}={c.Value}"));

    /// <summary>Runs as a page would: in its own scope, as the user of the cookies.</summary>
    public async Task<T> DoAsync<T>(Func<IServiceProvider, HttpContext, Task<T>> act)
    {
        ArgumentNullException.ThrowIfNull(act);
        await using var scope = manager.Services.CreateAsyncScope();
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        context.Request.Headers.Cookie = CookieHeader;
        scope.ServiceProvider.GetRequiredService<IHttpContextAccessor>().HttpContext = context;
        if (await context.AuthenticateAsync() is { Succeeded: true } known)
        {
            context.User = known.Principal;
        }

        var result = await act(scope.ServiceProvider, context);
        Keep(context.Response.Headers.SetCookie);
        return result;
    }

    /// <summary>A client of the REST API with the current cookies.</summary>
    /// <param name="antiforgery">Also sends the antiforgery token of a page.</param>
    public async Task<HttpClient> ClientAsync(bool antiforgery)
    {
        var token = antiforgery
            ? await DoAsync(
                (services, context) => Task.FromResult(services.GetRequiredService<IAntiforgery>().GetAndStoreTokens(context).RequestToken)
            )
            : null;
        var client = manager.Client();
        client.DefaultRequestHeaders.Add("Cookie", CookieHeader);
        if (token is not null)
        {
            client.DefaultRequestHeaders.Add("RequestVerificationToken", token);
        }

        return client;
    }

    private void Keep(IEnumerable<string?> headers)
    {
        foreach (var cookie in SetCookieHeaderValue.ParseList([.. headers.OfType<string>()]))
        {
            if (cookie.Value.Length == 0)
            {
                cookies.Remove(cookie.Name.ToString());
            }
            else
            {
                cookies[cookie.Name.ToString()] = cookie.Value.ToString();
            }
        }
    }
}

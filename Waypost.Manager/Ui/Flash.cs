using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.DataProtection;

namespace Waypost.Manager.Ui;

/// <summary>One message about what a form did, shown once on the page after its redirect.</summary>
public sealed record Toast(string Text, bool Refused = false, Undo? Undo = null);

/// <summary>The form post that takes an action back: the page it goes to, that page's handler, and its fields.</summary>
public sealed record Undo(string Action, string Handler, IReadOnlyDictionary<string, string> Fields);

/// <summary>Carries a toast over a redirect in a cookie that only this server can have written.</summary>
public sealed class Flash(IDataProtectionProvider protection)
{
    private const string Cookie = "waypost-toast";

    /// <summary>
    /// Sent with the requests by which a page looks how far something is: their answers show no toast, so they must not take one.
    /// </summary>
    private const string Background = "Waypost-Background";

    private readonly IDataProtector protector = protection.CreateProtector("Waypost.Ui.Flash");

    public static bool IsBackground(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Headers.ContainsKey(Background);
    }

    public void Keep(HttpContext context, Toast toast)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Response.Cookies.Append(
            Cookie,
            protector.Protect(JsonSerializer.Serialize(toast, FlashJson.Default.Toast)),
            new CookieOptions
            {
                HttpOnly = true,
                IsEssential = true,
                MaxAge = TimeSpan.FromMinutes(1),
                SameSite = SameSiteMode.Lax,
                Secure = context.Request.IsHttps,
            }
        );
    }

    /// <summary>The toast left by the request before, which is then forgotten; null if there is none.</summary>
    public Toast? Take(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.Request.Cookies[Cookie] is not { Length: > 0 } kept || context.Response.HasStarted || IsBackground(context.Request))
        {
            return null;
        }

        context.Response.Cookies.Delete(Cookie);
        try
        {
            return JsonSerializer.Deserialize(protector.Unprotect(kept), FlashJson.Default.Toast);
        }
        catch (CryptographicException)
        {
            // Written before the key ring changed, or by someone else: it is only a message.
            return null;
        }
    }
}

[JsonSerializable(typeof(Toast))]
internal sealed partial class FlashJson : JsonSerializerContext;

using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.DataProtection;

namespace Waypost.Manager.Ui;

/// <summary>A message about what a form did, shown once on the page after the redirect.</summary>
public sealed record Toast(string Text, bool Refused = false, Undo? Undo = null);

/// <summary>The form post that undoes an action: the page it goes to, that page's form, and its fields.</summary>
public sealed record Undo(string Action, string Form, IReadOnlyDictionary<string, string> Fields);

/// <summary>Carries a toast over a redirect, in a cookie that only this server can write.</summary>
public sealed class ToastCookie(IDataProtectionProvider protection)
{
    private const string Cookie = "waypost-toast";

    /// <summary>
    /// Header of the requests by which a page follows the progress of a job: their answers show no toast, so they must not take one.
    /// </summary>
    private const string BackgroundHeader = "Waypost-Background";

    private readonly IDataProtector protector = protection.CreateProtector("Waypost.Ui.ToastCookie");

    public static bool IsBackground(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Headers.ContainsKey(BackgroundHeader);
    }

    public void Write(HttpContext context, Toast toast)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Response.Cookies.Append(
            Cookie,
            protector.Protect(JsonSerializer.Serialize(toast, ToastJson.Default.Toast)),
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

    /// <summary>The toast of the previous request, which is then removed; null if there is none.</summary>
    public Toast? Take(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.Request.Cookies[Cookie] is not { Length: > 0 } text || context.Response.HasStarted || IsBackground(context.Request))
        {
            return null;
        }

        context.Response.Cookies.Delete(Cookie);
        try
        {
            return JsonSerializer.Deserialize(protector.Unprotect(text), ToastJson.Default.Toast);
        }
        catch (CryptographicException)
        {
            // Not written with this key ring. Losing a message does no harm.
            return null;
        }
    }
}

[JsonSerializable(typeof(Toast))]
internal sealed partial class ToastJson : JsonSerializerContext;

using System.Buffers.Text;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Waypost.Manager.Ui;

/// <summary>What was typed into a form that was posted after the session had ended.</summary>
/// <param name="Owner">Id of the user who typed it.</param>
/// <param name="Page">Path and query of the page with the form.</param>
internal sealed record Draft(long Owner, string Page, DateTimeOffset Until, Dictionary<string, string?[]> Fields)
{
    public string? this[string field] => Fields.TryGetValue(field, out var values) ? string.Join(',', values) : null;
}

/// <summary>
/// Keeps a draft until its author has signed in again: for half an hour, in a cookie of that one page, which only this server can
/// read and only shows to the same user. It fills the form; nothing is saved until the user saves it.
/// </summary>
internal sealed class FormDrafts(IDataProtectionProvider protection, TimeProvider time)
{
    private const string Cookie = "waypost-draft";

    /// <summary>The last signed-in user of this browser: a post without a session does not name its user.</summary>
    private const string OwnerCookie = "waypost-owner";

    /// <summary>Kestrel accepts 32 KiB of headers per request, cookies included.</summary>
    private const int MaxCookieLength = 12 * 1024;

    private const int MaxPostBytes = 128 * 1024;

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);
    private static readonly string[] SecretFields = ["__RequestVerificationToken", "password", "current", "new"];
    private static readonly string[] HiddenFields = ["_handler", "revision", "back", "enabled", "do", "id", "number"];

    private readonly IDataProtector drafts = protection.CreateProtector("Waypost.Ui.FormDrafts");
    private readonly IDataProtector owners = protection.CreateProtector("Waypost.Ui.FormDrafts.Owner");
    private readonly ChunkingCookieManager cookies = new();

    public void RememberOwner(HttpContext context, long user)
    {
        if (OwnerOf(context) != user && !context.Response.HasStarted)
        {
            context.Response.Cookies.Append(
                OwnerCookie,
                owners.Protect(user.ToString(CultureInfo.InvariantCulture)),
                Options(context, "/", TimeSpan.FromDays(365))
            );
        }
    }

    /// <summary>
    /// The page that a post came from. Usually that is the page it goes to, but a switch in a list posts to the flag's page.
    /// </summary>
    public static string PageOf(HttpRequest request) =>
        Uri.TryCreate(request.Headers.Referer, UriKind.Absolute, out var page) && page.Authority == request.Host.Value
            ? Urls.Local(page.PathAndQuery)
            : request.Path + request.QueryString.Value;

    /// <summary>False if nothing was typed, or if it cannot be kept safely.</summary>
    public async Task<bool> SaveAsync(HttpContext context)
    {
        var request = context.Request;
        var page = PageOf(request);
        if (
            OwnerOf(context) is not { } owner
            || !IsOwnPage(request)
            || page.Split('?')[0] != request.Path.ToUriComponent()
            || !request.HasFormContentType
            || request.ContentLength is null or > MaxPostBytes
        )
        {
            return false;
        }

        var form = await request.ReadFormAsync(context.RequestAborted);
        var fields = form.Where(field => !SecretFields.Contains(field.Key))
            .ToDictionary(field => field.Key, field => field.Value.ToArray());
        if (fields.All(field => HiddenFields.Contains(field.Key)))
        {
            return false;
        }

        var text = Base64Url.EncodeToString(drafts.Protect(Pack(new(owner, page, time.GetUtcNow() + Lifetime, fields))));
        if (text.Length > MaxCookieLength)
        {
            return false;
        }

        cookies.AppendResponseCookie(context, Cookie, text, Options(context, request.Path.ToUriComponent(), Lifetime));
        return true;
    }

    /// <summary>The draft of this page, which then fills the form instead of the saved values, and is removed.</summary>
    public Draft? Take(HttpContext context, long? user)
    {
        if (
            !HttpMethods.IsGet(context.Request.Method)
            || context.Response.HasStarted
            || ToastCookie.IsBackground(context.Request)
            || cookies.GetRequestCookie(context, Cookie) is not { Length: > 0 } text
        )
        {
            return null;
        }

        cookies.DeleteCookie(context, Cookie, Options(context, context.Request.Path.ToUriComponent(), null));
        if (
            Read(text) is not { } draft
            || draft.Owner != user
            || draft.Until < time.GetUtcNow()
            || draft.Page != context.Request.Path.ToUriComponent() + context.Request.QueryString.Value
        )
        {
            return null;
        }

        context.Features.Set(draft);
        context.Features.Set<IFormFeature>(
            new FormFeature(new FormCollection(draft.Fields.ToDictionary(field => field.Key, field => new StringValues(field.Value))))
        );
        return draft;
    }

    private static CookieOptions Options(HttpContext context, string path, TimeSpan? age) =>
        new()
        {
            HttpOnly = true,
            IsEssential = true,
            MaxAge = age,
            Path = path,
            SameSite = SameSiteMode.Lax,
            Secure = context.Request.IsHttps,
        };

    // Another site must not be able to fill in a form.
    private static bool IsOwnPage(HttpRequest request) =>
        Uri.TryCreate(request.Headers.Origin, UriKind.Absolute, out var origin)
            ? origin.Authority == request.Host.Value
            : request.Headers["Sec-Fetch-Site"] == "same-origin";

    private long? OwnerOf(HttpContext context)
    {
        try
        {
            return
                context.Request.Cookies[OwnerCookie] is { Length: > 0 } text
                && long.TryParse(owners.Unprotect(text), NumberStyles.None, CultureInfo.InvariantCulture, out var user)
                ? user
                : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private Draft? Read(string text)
    {
        try
        {
            using var packed = new MemoryStream(drafts.Unprotect(Base64Url.DecodeFromChars(text)));
            using var brotli = new BrotliStream(packed, CompressionMode.Decompress);
            return JsonSerializer.Deserialize(brotli, DraftJson.Default.Draft);
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            // Not written with this key ring.
            return null;
        }
    }

    private static byte[] Pack(Draft draft)
    {
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            JsonSerializer.Serialize(brotli, draft, DraftJson.Default.Draft);
        }

        return packed.ToArray();
    }
}

[JsonSerializable(typeof(Draft))]
internal sealed partial class DraftJson : JsonSerializerContext;

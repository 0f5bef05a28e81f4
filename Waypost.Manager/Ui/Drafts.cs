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
using Waypost.Manager.Http;

namespace Waypost.Manager.Ui;

/// <summary>What somebody had typed into a form when their session turned out to have ended.</summary>
/// <param name="Page">Path and query of the page the form stands on.</param>
internal sealed record Draft(long Owner, string Page, DateTimeOffset Until, Dictionary<string, string?[]> Fields)
{
    public string? this[string field] => Fields.TryGetValue(field, out var values) ? string.Join(',', values) : null;
}

/// <summary>
/// Keeps a draft from the post that was refused until its author has signed in again: for half an hour, in a cookie of that one page,
/// which only this server can read and only shows to the same person. It fills the form; saving stays with whoever presses the button.
/// </summary>
internal sealed class Drafts(IDataProtectionProvider protection, TimeProvider time)
{
    private const string Cookie = "waypost-draft";

    /// <summary>Who last saw a page in this browser: a post without a session does not say whose it is.</summary>
    private const string OwnerCookie = "waypost-owner";

    /// <summary>Of what is sent back with a request; Kestrel takes 32 KiB of headers in all.</summary>
    private const int MostCharacters = 12 * 1024;

    private const int MostBytesRead = 128 * 1024;

    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(30);
    private static readonly string[] Secrets = ["__RequestVerificationToken", "password", "current", "new"];
    private static readonly string[] Hidden = ["_handler", "revision", "back", "enabled", "do", "id", "number"];

    private readonly IDataProtector drafts = protection.CreateProtector("Waypost.Ui.Drafts");
    private readonly IDataProtector owners = protection.CreateProtector("Waypost.Ui.Drafts.Owner");
    private readonly ChunkingCookieManager cookies = new();

    public void Recognise(HttpContext context, long user)
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
    /// The page on which a post was made: the one it goes to, unless a form elsewhere, such as a list's switch, goes there.
    /// </summary>
    public static string PageOf(HttpRequest request) =>
        Uri.TryCreate(request.Headers.Referer, UriKind.Absolute, out var page) && page.Authority == request.Host.Value
            ? Urls.Local(page.PathAndQuery)
            : request.Path + request.QueryString.Value;

    /// <summary>False if there is nothing to keep, or no safe way to.</summary>
    public async Task<bool> KeepAsync(HttpContext context)
    {
        var request = context.Request;
        var page = PageOf(request);
        if (
            OwnerOf(context) is not { } owner
            || !IsOwnPage(request)
            || page.Split('?')[0] != request.Path.ToUriComponent()
            || !request.HasFormContentType
            || request.ContentLength is null or > MostBytesRead
        )
        {
            return false;
        }

        var form = await request.ReadFormAsync(context.RequestAborted);
        var fields = form.Where(field => !Secrets.Contains(field.Key)).ToDictionary(field => field.Key, field => field.Value.ToArray());
        if (fields.All(field => Hidden.Contains(field.Key)))
        {
            return false;
        }

        var text = Base64Url.EncodeToString(drafts.Protect(Pack(new(owner, page, time.GetUtcNow() + Kept, fields))));
        if (text.Length > MostCharacters)
        {
            return false;
        }

        cookies.AppendResponseCookie(context, Cookie, text, Options(context, request.Path.ToUriComponent(), Kept));
        return true;
    }

    /// <summary>The draft of this page, which then takes the place of what is saved in its form, and is forgotten.</summary>
    public Draft? Take(HttpContext context, long? user)
    {
        if (
            !HttpMethods.IsGet(context.Request.Method)
            || context.Response.HasStarted
            || Flash.IsBackground(context.Request)
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

    // Nobody may put words into a form from another site.
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
            // Of a key ring that is gone, or of somebody else's making.
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

/// <summary>For forms that only save over the version they were opened on.</summary>
internal static class DraftRevision
{
    /// <summary>
    /// The ETag a form posts: that of the draft it shows, so that a change made meanwhile is noticed, else the current one.
    /// </summary>
    public static string Revision(this HttpContext context, string handler, long current) =>
        context.Features.Get<Draft>() is { } draft && draft["_handler"] == handler && draft["revision"] is { Length: > 0 } revision
            ? revision
            : ETags.Of(current);
}

[JsonSerializable(typeof(Draft))]
internal sealed partial class DraftJson : JsonSerializerContext;

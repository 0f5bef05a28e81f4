using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Microsoft.Net.Http.Headers;

namespace Waypost.Manager.Ui.Tests;

/// <summary>Drafts of forms that were posted after the session had ended.</summary>
public sealed class FormDraftsTests
{
    private const string Page = "/projects/default/flags/quote-form";
    private readonly FakeTimeProvider time = new();
    private readonly FormDrafts drafts;

    public FormDraftsTests() => drafts = new(new EphemeralDataProtectionProvider(), time);

    [Fact]
    public async Task Its_author_gets_it_once_on_the_same_page()
    {
        var cookie = await KeepAsync(("share-on", "42"), ("revision", "\"7\""));

        var draft = drafts.Take(Request(Page, cookie), 1);

        Assert.Equal("42", draft?["share-on"]);
        Assert.Equal("\"7\"", draft?["revision"]);
    }

    [Fact]
    public async Task It_fills_the_form_and_is_removed()
    {
        var cookie = await KeepAsync(("share-on", "42"));
        var page = Request(Page, cookie);

        drafts.Take(page, 1);

        Assert.Equal("42", page.Request.Form["share-on"].ToString());
        Assert.Contains(
            page.Response.Headers.SetCookie.ToArray(),
            set => set!.Contains("expires=Thu, 01 Jan 1970", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Another_user_does_not_get_it() => Assert.Null(drafts.Take(Request(Page, await KeepAsync(("share-on", "42"))), 2));

    [Fact]
    public async Task Another_page_does_not_get_it() =>
        Assert.Null(drafts.Take(Request(Page + "/about", await KeepAsync(("share-on", "42"))), 1));

    [Fact]
    public async Task It_is_kept_for_half_an_hour()
    {
        var cookie = await KeepAsync(("share-on", "42"));
        time.Advance(TimeSpan.FromMinutes(29));
        Assert.NotNull(drafts.Take(Request(Page, cookie), 1));
        time.Advance(TimeSpan.FromMinutes(2));

        Assert.Null(drafts.Take(Request(Page, cookie), 1));
    }

    [Fact]
    public async Task Passwords_and_antiforgery_tokens_are_not_kept()
    {
        var cookie = await KeepAsync(
            ("host", "db"),
            ("password", "secret"),
            ("current", "secret"),
            ("new", "secret"),
            ("__RequestVerificationToken", "secret")
        );

        Assert.Equal(["host"], drafts.Take(Request(Page, cookie), 1)!.Fields.Keys);
    }

    [Fact]
    public async Task A_post_without_typed_fields_saves_no_draft() =>
        Assert.Null(await KeepAsync(("_handler", "toggle"), ("enabled", "on")));

    [Fact]
    public async Task A_post_from_another_site_saves_no_draft() =>
        Assert.Null(await KeepFromAsync("https://evil.example", ("share-on", "100")));

    [Fact]
    public async Task Input_too_large_for_a_cookie_saves_no_draft() =>
        Assert.Null(await KeepAsync(("users", string.Join('\n', Enumerable.Range(0, 2000).Select(_ => Guid.NewGuid())))));

    [Fact]
    public async Task A_few_kilobytes_are_kept()
    {
        var typed = string.Join('\n', Enumerable.Range(0, 200).Select(_ => Guid.NewGuid()));

        Assert.Equal(typed, drafts.Take(Request(Page, await KeepAsync(("users", typed))), 1)?["users"]);
    }

    [Fact]
    public void A_cookie_not_written_by_this_server_is_ignored() => Assert.Null(drafts.Take(Request(Page, "waypost-draft=AAAA"), 1));

    /// <summary>The cookies that the browser has afterwards; null if no draft was saved.</summary>
    private Task<string?> KeepAsync(params (string Name, string Value)[] fields) => KeepFromAsync("https://waypost.example", fields);

    private async Task<string?> KeepFromAsync(string origin, params (string Name, string Value)[] fields)
    {
        var seen = Request(Page, null);
        drafts.RememberOwner(seen, 1);
        var post = Request(Page, Cookies(seen));
        post.Request.Method = "POST";
        post.Request.Headers.Origin = origin;
        using var content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        post.Request.ContentType = content.Headers.ContentType!.ToString();
        post.Request.ContentLength = content.Headers.ContentLength;
        post.Request.Body = await content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        return await drafts.SaveAsync(post) ? Cookies(post) : null;
    }

    private static string Cookies(HttpContext context) =>
        string.Join(
            "; ",
            SetCookieHeaderValue.ParseList([.. context.Response.Headers.SetCookie!]).Select(cookie => $"{cookie.Name}={cookie.Value}")
        );

    private static DefaultHttpContext Request(string path, string? cookies)
    {
        var context = new DefaultHttpContext();
        (context.Request.Method, context.Request.Scheme, context.Request.Host, context.Request.Path) = (
            "GET",
            "https",
            new("waypost.example"),
            path
        );
        context.Request.Headers.Cookie = cookies;
        return context;
    }
}

using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Waypost.Manager.Ui.Tests;

public sealed class ToastCookieTests
{
    private readonly ToastCookie flash = new(new EphemeralDataProtectionProvider());

    [Fact]
    public void A_toast_is_shown_once_on_the_page_after_its_redirect()
    {
        var page = RequestAfter(new Toast("Saved."));

        Assert.Equal("Saved.", flash.Take(page)?.Text);
        Assert.Contains("expires=Thu, 01 Jan 1970", page.Response.Headers.SetCookie.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_background_request_leaves_the_toast_for_the_page()
    {
        var look = RequestAfter(new Toast("Saved."));
        look.Request.Headers["waypost-background"] = "1";

        Assert.Null(flash.Take(look));
        Assert.Equal(0, look.Response.Headers.SetCookie.Count);
    }

    private DefaultHttpContext RequestAfter(Toast toast)
    {
        var post = new DefaultHttpContext();
        flash.Write(post, toast);
        var cookie = SetCookieHeaderValue.Parse(post.Response.Headers.SetCookie.ToString());
        var next = new DefaultHttpContext();
        next.Request.Headers.Cookie = $"{cookie.Name}={cookie.Value}";
        return next;
    }
}

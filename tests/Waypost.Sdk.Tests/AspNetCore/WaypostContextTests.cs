using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Waypost.Sdk.AspNetCore;

namespace Waypost.Sdk.Tests.AspNetCore;

public sealed class WaypostContextTests
{
    [Fact]
    public void A_new_visitor_keeps_one_id_within_a_request_and_across_requests()
    {
        var browser = new FakeBrowser();
        var first = browser.CreateRequest();
        var id = first.GetWaypostContext().TargetingKey;
        var again = first.GetWaypostContext().TargetingKey;
        browser.StoreCookie(first);
        var second = browser.CreateRequest();

        Assert.Equal(id, again);
        Assert.Equal(id, second.GetWaypostContext().TargetingKey);
        Assert.Null(browser.StoreCookie(second));
    }

    [Theory]
    [InlineData("http", false)]
    [InlineData("https", true)]
    public void The_cookie_is_hidden_from_scripts_and_other_sites(string scheme, bool secure)
    {
        var browser = new FakeBrowser();
        var http = browser.CreateRequest(scheme: scheme);
        http.GetWaypostContext();

        var header = browser.StoreCookie(http)!;

        Assert.Matches("^waypost-visitor=[0-9a-f]{32}; max-age=31536000; path=/;", header);
        Assert.Contains("httponly", header, StringComparison.Ordinal);
        Assert.Contains("samesite=lax", header, StringComparison.Ordinal);
        Assert.Equal(secure, header.Contains("secure", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("julia")]
    [InlineData("0123456789ABCDEF0123456789ABCDEF")]
    [InlineData("0123456789abcdef0123456789abcdef0")]
    [InlineData("<script>alert(1)</script>_______")]
    public void A_cookie_with_an_invalid_value_is_replaced(string value)
    {
        var browser = new FakeBrowser { Cookies = { ["waypost-visitor"] = value } };
        var http = browser.CreateRequest();
        var id = http.GetWaypostContext().TargetingKey;

        Assert.NotNull(browser.StoreCookie(http));
        Assert.Equal(browser.Cookies["waypost-visitor"], id);
        Assert.NotEqual(value, id);
    }

    [Fact]
    public void Visitors_get_different_ids()
    {
        var ids = Enumerable.Range(0, 1000).Select(_ => new FakeBrowser().CreateRequest().GetWaypostContext().TargetingKey).ToHashSet();

        Assert.Equal(1000, ids.Count);
    }

    [Fact]
    public void A_signed_in_user_is_identified_by_the_claim_and_gets_no_cookie()
    {
        var browser = new FakeBrowser();
        var http = browser.CreateRequest(FakeBrowser.SignedIn("julia m"));

        Assert.Equal("julia m", http.GetWaypostContext().TargetingKey);
        Assert.Null(browser.StoreCookie(http));
    }

    [Fact]
    public void The_claim_type_can_be_configured()
    {
        var browser = new FakeBrowser(options => options.UserIdClaim = "sub");

        Assert.Equal("julia m", browser.CreateRequest(FakeBrowser.SignedIn("julia m", "sub")).GetWaypostContext().TargetingKey);
    }

    [Fact]
    public void Claims_of_an_unauthenticated_identity_are_ignored()
    {
        var forged = new ClaimsPrincipal(new ClaimsIdentity([new(ClaimTypes.NameIdentifier, "julia m")]));

        Assert.NotEqual("julia m", new FakeBrowser().CreateRequest(forged).GetWaypostContext().TargetingKey);
    }

    [Fact]
    public void Signing_in_during_a_request_changes_the_context()
    {
        var http = new FakeBrowser().CreateRequest();
        var visitor = http.GetWaypostContext().TargetingKey;

        http.User = FakeBrowser.SignedIn("julia m");

        Assert.NotEqual("julia m", visitor);
        Assert.Equal("julia m", http.GetWaypostContext().TargetingKey);
    }

    [Fact]
    public void Enrich_adds_attributes_and_is_called_once_per_request()
    {
        var calls = 0;
        var browser = new FakeBrowser(options =>
            options.Enrich = (http, context) =>
            {
                calls++;
                return context.With("path", http.Request.Path.Value);
            }
        );
        var http = browser.CreateRequest();
        http.Request.Path = "/quote";
        http.GetWaypostContext();

        var attributes = http.GetWaypostContext().Attributes;

        Assert.Equal("/quote", attributes[0].Value.Text);
        Assert.Equal(1, calls);
    }

    [Fact]
    public void The_accessor_gives_the_context_of_the_current_request()
    {
        var browser = new FakeBrowser();
        var accessor = browser.Get<IWaypostContextAccessor>();
        var http = browser.CreateRequest(FakeBrowser.SignedIn("julia m"));
        var within = accessor.UserId;
        var ofRequest = http.GetWaypostContext().TargetingKey;
        browser.Get<IHttpContextAccessor>().HttpContext = null;

        Assert.Equal("julia m", within);
        Assert.Equal(ofRequest, within);
        Assert.Null(accessor.UserId);
        Assert.Null(accessor.Context.TargetingKey);
    }

    [Theory]
    [InlineData("text/html,application/xhtml+xml", true)]
    [InlineData("image/png", false)]
    public async Task The_middleware_sets_the_cookie_for_page_requests_only(string accept, bool isSet)
    {
        var browser = new FakeBrowser();
        var http = browser.CreateRequest();
        http.Request.Headers.Accept = accept;
        var app = new ApplicationBuilder(new ServiceCollection().BuildServiceProvider());
        app.UseWaypostVisitor();
        app.Run(_ => Task.CompletedTask);

        await app.Build()(http);

        Assert.Equal(isSet, browser.StoreCookie(http) is not null);
    }

    [Fact]
    public void A_visitor_keeps_one_id_even_if_the_response_has_started()
    {
        var http = new FakeBrowser().CreateRequest();
        http.Features.Set<IHttpResponseFeature>(new StartedResponse());

        Assert.Equal(http.GetWaypostContext().TargetingKey, http.GetWaypostContext().TargetingKey);
    }

    private sealed class StartedResponse : HttpResponseFeature
    {
        public override bool HasStarted => true;
    }
}

using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Waypost.Sdk.AspNetCore;

namespace Waypost.Sdk.Tests.AspNetCore;

public sealed class RequestContextTests
{
    [Fact]
    public void A_new_visitor_is_one_person_for_the_whole_request_and_the_next()
    {
        var browser = new Browser();
        var first = browser.Request();
        var id = first.GetWaypostContext().TargetingKey;
        var again = first.GetWaypostContext().TargetingKey;
        browser.Keep(first);
        var second = browser.Request();

        Assert.Equal(id, again);
        Assert.Equal(id, second.GetWaypostContext().TargetingKey);
        Assert.Null(browser.Keep(second));
    }

    [Theory]
    [InlineData("http", false)]
    [InlineData("https", true)]
    public void The_cookie_is_kept_from_scripts_and_other_sites(string scheme, bool secure)
    {
        var browser = new Browser();
        var http = browser.Request(scheme: scheme);
        http.GetWaypostContext();

        var header = browser.Keep(http)!;

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
    public void A_cookie_we_did_not_write_is_replaced(string value)
    {
        var browser = new Browser { Cookies = { ["waypost-visitor"] = value } };
        var http = browser.Request();
        var id = http.GetWaypostContext().TargetingKey;

        Assert.NotNull(browser.Keep(http));
        Assert.Equal(browser.Cookies["waypost-visitor"], id);
        Assert.NotEqual(value, id);
    }

    [Fact]
    public void Visitors_are_told_apart()
    {
        var ids = Enumerable.Range(0, 1000).Select(_ => new Browser().Request().GetWaypostContext().TargetingKey).ToHashSet();

        Assert.Equal(1000, ids.Count);
    }

    [Fact]
    public void A_signed_in_user_is_known_by_the_claim_and_needs_no_cookie()
    {
        var browser = new Browser();
        var http = browser.Request(Browser.SignedIn("julia m"));

        Assert.Equal("julia m", http.GetWaypostContext().TargetingKey);
        Assert.Null(browser.Keep(http));
    }

    [Fact]
    public void The_claim_can_be_another()
    {
        var browser = new Browser(options => options.UserIdClaim = "sub");

        Assert.Equal("julia m", browser.Request(Browser.SignedIn("julia m", "sub")).GetWaypostContext().TargetingKey);
    }

    [Fact]
    public void Claims_without_authentication_prove_nothing()
    {
        var forged = new ClaimsPrincipal(new ClaimsIdentity([new(ClaimTypes.NameIdentifier, "julia m")]));

        Assert.NotEqual("julia m", new Browser().Request(forged).GetWaypostContext().TargetingKey);
    }

    [Fact]
    public void Signing_in_during_the_request_counts_from_then_on()
    {
        var http = new Browser().Request();
        var visitor = http.GetWaypostContext().TargetingKey;

        http.User = Browser.SignedIn("julia m");

        Assert.NotEqual("julia m", visitor);
        Assert.Equal("julia m", http.GetWaypostContext().TargetingKey);
    }

    [Fact]
    public void The_application_adds_what_it_knows_once_for_a_request()
    {
        var calls = 0;
        var browser = new Browser(options =>
            options.Enrich = (http, context) =>
            {
                calls++;
                return context.With("path", http.Request.Path.Value);
            }
        );
        var http = browser.Request();
        http.Request.Path = "/quote";
        http.GetWaypostContext();

        var attributes = http.GetWaypostContext().Attributes;

        Assert.Equal("/quote", attributes[0].Value.Text);
        Assert.Equal(1, calls);
    }

    [Fact]
    public void Code_without_a_request_at_hand_asks_the_accessor()
    {
        var browser = new Browser();
        var accessor = browser.Get<IWaypostContextAccessor>();
        var http = browser.Request(Browser.SignedIn("julia m"));
        var within = accessor.UserId;
        browser.Get<IHttpContextAccessor>().HttpContext = null;

        Assert.Equal("julia m", within);
        Assert.Null(accessor.UserId);
        Assert.Null(accessor.Context.TargetingKey);
        Assert.NotNull(http);
    }

    [Theory]
    [InlineData("text/html,application/xhtml+xml", true)]
    [InlineData("image/png", false)]
    public async Task The_middleware_gives_the_cookie_with_pages_only(string accept, bool given)
    {
        var browser = new Browser();
        var http = browser.Request();
        http.Request.Headers.Accept = accept;
        var app = new ApplicationBuilder(new ServiceCollection().BuildServiceProvider());
        app.UseWaypostVisitor();
        app.Run(_ => Task.CompletedTask);

        await app.Build()(http);

        Assert.Equal(given, browser.Keep(http) is not null);
    }

    [Fact]
    public void Once_the_response_has_started_a_visitor_is_still_one_person_for_the_request()
    {
        var http = new Browser().Request();
        http.Features.Set<IHttpResponseFeature>(new Started());

        Assert.Equal(http.GetWaypostContext().TargetingKey, http.GetWaypostContext().TargetingKey);
    }

    private sealed class Started : HttpResponseFeature
    {
        public override bool HasStarted => true;
    }
}

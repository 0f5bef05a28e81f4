using System.Net;
using AngleSharp.Dom;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Waypost.Testing;

namespace Waypost.Sdk.Tests.Shop;

public sealed class QuotePageTests
{
    private static string? Variant(IDocument page) => page.QuerySelector("#quote-form")?.GetAttribute("data-variant");

    [Fact]
    public async Task Without_flags_everyone_gets_the_old_form()
    {
        await using var shop = new SolarFlareShop();

        var page = await shop.OpenAsync("/quote");

        Assert.Equal("old", Variant(page));
        Assert.Equal("none", page.QuerySelector("#quote-form")!.GetAttribute("data-flag-version"));
    }

    [Fact]
    public async Task After_the_flag_is_switched_on_the_next_page_has_the_new_form()
    {
        await using var shop = new SolarFlareShop(WaypostClient.ForTesting().Set("quote-form", false));
        var before = await shop.OpenAsync("/quote");
        shop.Flags.Set("quote-form", true);
        var after = await shop.OpenAsync("/quote");

        Assert.Equal(("old", "new"), (Variant(before), Variant(after)));
        Assert.Equal("test.2", after.QuerySelector("#quote-form")!.GetAttribute("data-flag-version"));
    }

    [Fact]
    public async Task A_custom_assignment_can_be_tried_by_signing_in()
    {
        await using var shop = new SolarFlareShop(
            WaypostClient.ForTesting().Set("quote-form", false).SetFor("julia m", "quote-form", true)
        );

        var asJulia = await shop.OpenAsync("/quote?as=julia+m");
        var stillJulia = await shop.OpenAsync("/quote");
        var asVisitor = await shop.OpenAsync("/quote?as=");

        Assert.Equal(("new", "new", "old"), (Variant(asJulia), Variant(stillJulia), Variant(asVisitor)));
    }

    [Fact]
    public async Task The_footer_form_signs_in_and_only_redirects_to_local_pages()
    {
        await using var shop = new SolarFlareShop(WaypostClient.ForTesting().SetFor("julia m", "quote-form", true));
        var page = await shop.OpenAsync("/quote");

        var response = await shop.PostAsync(page, "/who", ("name", "julia m"), ("back", "/quote"));
        var elsewhere = await shop.PostAsync(
            await SolarFlareShop.ReadAsync(response),
            "/who",
            ("name", "julia m"),
            ("back", "//elsewhere.example/")
        );

        Assert.Equal("new", Variant(await SolarFlareShop.ReadAsync(response)));
        Assert.Equal("/", elsewhere.RequestMessage!.RequestUri!.AbsolutePath);
    }

    [Fact]
    public async Task The_new_form_needs_only_an_address()
    {
        await using var shop = new SolarFlareShop(WaypostClient.ForTesting().Set("quote-form", true));
        var page = await shop.OpenAsync("/quote");

        var response = await shop.PostAsync(page, "/quote?handler=new", ("Short.Address", "23 Sun Street, Springfield"));
        var thanks = await SolarFlareShop.ReadAsync(response);

        Assert.Equal("/thank-you", response.RequestMessage!.RequestUri!.AbsolutePath);
        Assert.Matches("^[1-9][0-9]{3,5}$", thanks.QuerySelector("#quote-value")!.GetAttribute("data-euros")!);
    }

    [Theory]
    [InlineData("", "Please enter the address.")]
    [InlineData("Sun Street", "Please add the house number.")]
    [InlineData("<b>1</b>", null)]
    public async Task Validation_messages_are_shown_next_to_the_field(string address, string? message)
    {
        await using var shop = new SolarFlareShop(WaypostClient.ForTesting().Set("quote-form", true));
        var page = await shop.OpenAsync("/quote");

        var response = await SolarFlareShop.ReadAsync(await shop.PostAsync(page, "/quote?handler=new", ("Short.Address", address)));

        Assert.Equal(message, response.QuerySelector("#address-error")?.TextContent);
    }

    [Fact]
    public async Task The_old_form_shows_an_error_for_each_missing_field()
    {
        await using var shop = new SolarFlareShop();
        var page = await shop.OpenAsync("/quote");

        var response = await SolarFlareShop.ReadAsync(
            await shop.PostAsync(page, "/quote?handler=old", ("Long.Email", "nobody"), ("Long.Area", "5000"))
        );

        Assert.Equal("old", Variant(response));
        Assert.Equal(12, response.QuerySelectorAll(".field-validation-error").Length);
        Assert.Equal("nobody", response.QuerySelector("#Long_Email")!.GetAttribute("value"));
    }

    [Fact]
    public async Task An_opened_form_can_be_submitted_after_the_flag_changes()
    {
        await using var shop = new SolarFlareShop(WaypostClient.ForTesting().Set("quote-form", true));
        var page = await shop.OpenAsync("/quote");
        shop.Flags.Set("quote-form", false);

        var response = await shop.PostAsync(page, "/quote?handler=new", ("Short.Address", "23 Sun Street"));

        Assert.Equal("/thank-you", response.RequestMessage!.RequestUri!.AbsolutePath);
    }

    [Theory]
    [InlineData("/quote?handler=new")]
    [InlineData("/who")]
    [InlineData("/time-on-form")]
    public async Task A_post_without_an_antiforgery_token_is_refused_with_an_error_page(string action)
    {
        await using var shop = new SolarFlareShop();

        var response = await shop.PostWithoutTokenAsync(action, ("Short.Address", "23 Sun Street"), ("seconds", "3"));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.NotNull((await SolarFlareShop.ReadAsync(response)).QuerySelector("h1"));
    }

    [Theory]
    [InlineData("/who")]
    [InlineData("/time-on-form")]
    public async Task A_form_opened_as_another_user_is_refused_without_logging_an_error(string action)
    {
        using var logs = new CapturedLogs();
        await using var shop = new SolarFlareShop(configure: services => services.AddSingleton<ILoggerFactory>(logs));
        var asVisitor = await shop.OpenAsync("/quote");
        await shop.OpenAsync("/quote?as=julia+m");

        var response = await shop.PostAsync(asVisitor, action, ("seconds", "3"), ("name", "someone"));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.DoesNotContain(logs.Entries, line => line.Level >= LogLevel.Error);
    }

    [Theory]
    [InlineData("/", HttpStatusCode.OK)]
    [InlineData("/panels", HttpStatusCode.OK)]
    [InlineData("/panels/dusk-420", HttpStatusCode.OK)]
    [InlineData("/panels/nothing", HttpStatusCode.NotFound)]
    [InlineData("/nowhere", HttpStatusCode.NotFound)]
    [InlineData("/alive", HttpStatusCode.OK)]
    [InlineData("/health", HttpStatusCode.OK)]
    public async Task Every_path_returns_its_status(string path, HttpStatusCode status)
    {
        await using var shop = new SolarFlareShop();

        var response = await shop.GetAsync(path);

        Assert.Equal(status, response.StatusCode);
        Assert.Contains(
            "default-src 'self'",
            Assert.Single(response.Headers.GetValues("Content-Security-Policy")),
            StringComparison.Ordinal
        );
    }
}

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
    public async Task Without_any_flags_everybody_gets_the_old_form()
    {
        await using var shop = new SolarFlareShop();

        var page = await shop.OpenAsync("/quote");

        Assert.Equal("old", Variant(page));
        Assert.Equal("none", page.QuerySelector("#quote-form")!.GetAttribute("data-flag-version"));
    }

    [Fact]
    public async Task A_flag_switched_on_shows_the_new_form_with_the_next_page()
    {
        await using var shop = new SolarFlareShop(WaypostClient.ForTesting().Set("quote-form", false));
        var before = await shop.OpenAsync("/quote");
        shop.Flags.Set("quote-form", true);
        var after = await shop.OpenAsync("/quote");

        Assert.Equal(("old", "new"), (Variant(before), Variant(after)));
        Assert.Equal("test.2", after.QuerySelector("#quote-form")!.GetAttribute("data-flag-version"));
    }

    [Fact]
    public async Task A_custom_assignment_can_be_tried_by_hand()
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
    public async Task The_footer_form_signs_in_as_well_and_leads_nowhere_else()
    {
        await using var shop = new SolarFlareShop(WaypostClient.ForTesting().SetFor("julia m", "quote-form", true));
        var page = await shop.OpenAsync("/quote");

        var answer = await shop.PostAsync(page, "/who", ("name", "julia m"), ("back", "/quote"));
        var elsewhere = await shop.PostAsync(
            await SolarFlareShop.ReadAsync(answer),
            "/who",
            ("name", "julia m"),
            ("back", "//elsewhere.example/")
        );

        Assert.Equal("new", Variant(await SolarFlareShop.ReadAsync(answer)));
        Assert.Equal("/", elsewhere.RequestMessage!.RequestUri!.AbsolutePath);
    }

    [Fact]
    public async Task The_new_form_needs_only_an_address()
    {
        await using var shop = new SolarFlareShop(WaypostClient.ForTesting().Set("quote-form", true));
        var page = await shop.OpenAsync("/quote");

        var answer = await shop.PostAsync(page, "/quote?handler=new", ("Short.Address", "23 Sun Street, Springfield"));
        var thanks = await SolarFlareShop.ReadAsync(answer);

        Assert.Equal("/thank-you", answer.RequestMessage!.RequestUri!.AbsolutePath);
        Assert.Matches("^[1-9][0-9]{3,5}$", thanks.QuerySelector("#quote-value")!.GetAttribute("data-euros")!);
    }

    [Theory]
    [InlineData("", "Please tell us the address.")]
    [InlineData("Sun Street", "Please add the house number.")]
    [InlineData("<b>1</b>", null)]
    public async Task What_is_wrong_stands_beside_its_field(string address, string? message)
    {
        await using var shop = new SolarFlareShop(WaypostClient.ForTesting().Set("quote-form", true));
        var page = await shop.OpenAsync("/quote");

        var answer = await SolarFlareShop.ReadAsync(await shop.PostAsync(page, "/quote?handler=new", ("Short.Address", address)));

        Assert.Equal(message, answer.QuerySelector("#address-fault")?.TextContent);
    }

    [Fact]
    public async Task The_old_form_says_of_each_field_what_is_missing()
    {
        await using var shop = new SolarFlareShop();
        var page = await shop.OpenAsync("/quote");

        var answer = await SolarFlareShop.ReadAsync(
            await shop.PostAsync(page, "/quote?handler=old", ("Long.Email", "nobody"), ("Long.Area", "5000"))
        );

        Assert.Equal("old", Variant(answer));
        Assert.Equal(12, answer.QuerySelectorAll(".field-validation-error").Length);
        Assert.Equal("nobody", answer.QuerySelector("#Long_Email")!.GetAttribute("value"));
    }

    [Fact]
    public async Task A_form_that_was_begun_can_be_finished_whatever_the_flag_says_by_then()
    {
        await using var shop = new SolarFlareShop(WaypostClient.ForTesting().Set("quote-form", true));
        var page = await shop.OpenAsync("/quote");
        shop.Flags.Set("quote-form", false);

        var answer = await shop.PostAsync(page, "/quote?handler=new", ("Short.Address", "23 Sun Street"));

        Assert.Equal("/thank-you", answer.RequestMessage!.RequestUri!.AbsolutePath);
    }

    [Theory]
    [InlineData("/quote?handler=new")]
    [InlineData("/who")]
    [InlineData("/time-on-form")]
    public async Task A_post_without_its_token_is_refused_with_a_page(string action)
    {
        await using var shop = new SolarFlareShop();

        var answer = await shop.PostWithoutTokenAsync(action, ("Short.Address", "23 Sun Street"), ("seconds", "3"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.NotNull((await SolarFlareShop.ReadAsync(answer)).QuerySelector("h1"));
    }

    [Theory]
    [InlineData("/who")]
    [InlineData("/time-on-form")]
    public async Task A_page_opened_as_somebody_else_is_refused_without_a_stack_trace_in_the_log(string action)
    {
        using var logs = new CapturedLogs();
        await using var shop = new SolarFlareShop(configure: services => services.AddSingleton<ILoggerFactory>(logs));
        var asVisitor = await shop.OpenAsync("/quote");
        await shop.OpenAsync("/quote?as=julia+m");

        var answer = await shop.PostAsync(asVisitor, action, ("seconds", "3"), ("name", "someone"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
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
    public async Task Every_address_answers(string path, HttpStatusCode status)
    {
        await using var shop = new SolarFlareShop();

        var answer = await shop.GetAsync(path);

        Assert.Equal(status, answer.StatusCode);
        Assert.Contains("default-src 'self'", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
    }
}

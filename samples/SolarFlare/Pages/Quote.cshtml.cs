using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SolarFlare.Events;
using SolarFlare.Quotes;
using SolarFlare.Visitors;
using Waypost.Sdk;
using Waypost.Sdk.AspNetCore;

namespace SolarFlare.Pages;

/// <summary>The quote page. A form that a visitor has opened can be submitted even if the flag has changed since.</summary>
internal sealed class QuoteModel(IWaypostClient waypost, Outbox outbox) : PageModel
{
    public string Variant { get; private set; } = QuoteForms.Old;

    public string FlagVersion => waypost.Version?.ToString() ?? "none";

    public ShortForm Short { get; private set; } = new();

    public LongForm Long { get; private set; } = new();

    public void OnGet()
    {
        Variant = QuoteForms.VariantFor(HttpContext.GetWaypostContext(), waypost);
        if (!HttpContext.IsLiveRefresh)
        {
            outbox.Add(HttpContext, EventNames.FormOpened);
        }
    }

    public IActionResult OnPostNew([Bind(Prefix = nameof(Short))] ShortForm form)
    {
        (Variant, Short) = (QuoteForms.New, form);
        return ModelState.IsValid ? AcceptQuote(Quotes.Quote.Estimate(form)) : ShowErrors();
    }

    public IActionResult OnPostOld([Bind(Prefix = nameof(Long))] LongForm form)
    {
        (Variant, Long) = (QuoteForms.Old, form);
        return ModelState.IsValid ? AcceptQuote(Quotes.Quote.Estimate(form)) : ShowErrors();
    }

    private PageResult ShowErrors()
    {
        outbox.Add(HttpContext, EventNames.FormError);
        return Page();
    }

    private RedirectToPageResult AcceptQuote(Quote quote)
    {
        outbox.Add(HttpContext, EventNames.FormSubmitted);
        outbox.Add(HttpContext, EventNames.QuoteValue, quote.Euros);
        ThankYouModel.SaveQuote(TempData, quote);
        return RedirectToPage("/ThankYou");
    }
}

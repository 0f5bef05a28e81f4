using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SolarFlare.Events;
using SolarFlare.Quotes;
using SolarFlare.Visitors;
using Waypost.Sdk;
using Waypost.Sdk.AspNetCore;

namespace SolarFlare.Pages;

/// <summary>The page the flag is about. A form that was begun can be finished, whatever the flag says by then.</summary>
internal sealed class QuoteModel(IWaypostClient waypost, Outbox outbox) : PageModel
{
    public string Variant { get; private set; } = QuoteForms.Old;

    public string FlagVersion => waypost.Version?.ToString() ?? "none";

    public ShortForm Short { get; private set; } = new();

    public LongForm Long { get; private set; } = new();

    public void OnGet()
    {
        Variant = QuoteForms.For(HttpContext.GetWaypostContext(), waypost);
        if (!HttpContext.IsLiveRefresh)
        {
            outbox.Add(HttpContext, EventNames.FormOpened);
        }
    }

    public IActionResult OnPostNew([Bind(Prefix = nameof(Short))] ShortForm form)
    {
        (Variant, Short) = (QuoteForms.New, form);
        return ModelState.IsValid ? Answer(Quotes.Quote.For(form)) : Correct();
    }

    public IActionResult OnPostOld([Bind(Prefix = nameof(Long))] LongForm form)
    {
        (Variant, Long) = (QuoteForms.Old, form);
        return ModelState.IsValid ? Answer(Quotes.Quote.For(form)) : Correct();
    }

    private PageResult Correct()
    {
        outbox.Add(HttpContext, EventNames.FormError);
        return Page();
    }

    private RedirectToPageResult Answer(Quote quote)
    {
        outbox.Add(HttpContext, EventNames.FormSubmitted);
        outbox.Add(HttpContext, EventNames.QuoteValue, quote.Euros);
        ThankYouModel.Keep(TempData, quote);
        return RedirectToPage("/ThankYou");
    }
}

using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using SolarFlare.Quotes;

namespace SolarFlare.Pages;

internal sealed class ThankYouModel : PageModel
{
    private const string TempDataKey = "quote";

    public Quote Quote { get; private set; } = null!;

    public IActionResult OnGet()
    {
        // Peek keeps the quote, so that reloading the page shows it again.
        if (TempData.Peek(TempDataKey) is not string text || Parse(text) is not { } quote)
        {
            return RedirectToPage("/Quote");
        }

        Quote = quote;
        return Page();
    }

    internal static void SaveQuote(ITempDataDictionary data, Quote quote) =>
        data[TempDataKey] = string.Create(
            CultureInfo.InvariantCulture,
            $"{quote.Panels};{quote.Kilowatts};{quote.YearlyKilowattHours};{quote.Euros}"
        );

    private static Quote? Parse(string text) =>
        text.Split(';') is [var panels, var kilowatts, var yearlyKilowattHours, var euros]
            ? new(
                int.Parse(panels, CultureInfo.InvariantCulture),
                double.Parse(kilowatts, CultureInfo.InvariantCulture),
                int.Parse(yearlyKilowattHours, CultureInfo.InvariantCulture),
                int.Parse(euros, CultureInfo.InvariantCulture)
            )
            : null;
}

using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using SolarFlare.Quotes;

namespace SolarFlare.Pages;

internal sealed class ThankYouModel : PageModel
{
    private const string Kept = "quote";

    public Quote Quote { get; private set; } = null!;

    public IActionResult OnGet()
    {
        // Peek: loading the page anew shows the quote again.
        if (TempData.Peek(Kept) is not string text || Read(text) is not { } quote)
        {
            return RedirectToPage("/Quote");
        }

        Quote = quote;
        return Page();
    }

    internal static void Keep(ITempDataDictionary data, Quote quote) =>
        data[Kept] = string.Create(
            CultureInfo.InvariantCulture,
            $"{quote.Panels};{quote.Kilowatts};{quote.YearlyKilowattHours};{quote.Euros}"
        );

    private static Quote? Read(string text) =>
        text.Split(';') is [var panels, var kilowatts, var yearly, var euros]
            ? new(
                int.Parse(panels, CultureInfo.InvariantCulture),
                double.Parse(kilowatts, CultureInfo.InvariantCulture),
                int.Parse(yearly, CultureInfo.InvariantCulture),
                int.Parse(euros, CultureInfo.InvariantCulture)
            )
            : null;
}

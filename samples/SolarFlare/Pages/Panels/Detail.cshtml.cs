using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SolarFlare.Products;

namespace SolarFlare.Pages;

public sealed class DetailModel : PageModel
{
    public Product Product { get; private set; } = null!;

    public IActionResult OnGet(string slug)
    {
        if (Product.Find(slug) is not { } product)
        {
            return NotFound();
        }

        Product = product;
        return Page();
    }
}

using Microsoft.AspNetCore.Mvc.RazorPages;

namespace SolarFlare.Pages;

internal sealed class OopsModel : PageModel
{
    public bool Missing { get; private set; }

    public void OnGet(int? status) => Missing = status == StatusCodes.Status404NotFound;
}

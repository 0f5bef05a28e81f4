using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace SolarFlare.Pages;

// Re-executed for requests of any kind, posts without a token among them.
[IgnoreAntiforgeryToken]
sealed class OopsModel : PageModel
{
    public bool Missing { get; private set; }

    public void OnGet(int? status) => Missing = status == StatusCodes.Status404NotFound;

    public void OnPost(int? status) => OnGet(status);
}

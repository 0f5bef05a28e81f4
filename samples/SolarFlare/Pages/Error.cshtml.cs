using Microsoft.AspNetCore.Mvc.RazorPages;

namespace SolarFlare.Pages;

internal sealed class ErrorModel : PageModel
{
    public bool IsNotFound { get; private set; }

    public void OnGet(int? status) => IsNotFound = status == StatusCodes.Status404NotFound;
}

using Microsoft.AspNetCore.Mvc.RazorPages;
using Waypost.Sdk;
using Waypost.Sdk.AspNetCore;

namespace SolarFlare.Pages;

/// <summary>The front page. The savings banner is behind the flag <c>savings-banner</c>.</summary>
internal sealed class IndexModel(IWaypostClient waypost) : PageModel
{
    internal const string FlagKey = "savings-banner";

    public bool ShowSavings { get; private set; }

    public void OnGet() => ShowSavings = waypost.EvaluateFlag(FlagKey, HttpContext.GetWaypostContext(), defaultValue: false);
}

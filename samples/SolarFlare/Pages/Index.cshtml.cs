using Microsoft.AspNetCore.Mvc.RazorPages;
using Waypost.Sdk;
using Waypost.Sdk.AspNetCore;

namespace SolarFlare.Pages;

/// <summary>The first page. Does a banner that says what others saved send more people to the form?</summary>
internal sealed class IndexModel(IWaypostClient waypost) : PageModel
{
    internal const string FlagKey = "savings-banner";

    public bool ShowsSavings { get; private set; }

    public void OnGet() => ShowsSavings = waypost.EvaluateFlag(FlagKey, HttpContext.GetWaypostContext(), defaultValue: false);
}

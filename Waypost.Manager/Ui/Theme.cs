namespace Waypost.Manager.Ui;

/// <summary>Light, dark, or as the device is set; stored in a cookie so that the first response already has it.</summary>
public static class Theme
{
    public const string Cookie = "waypost-theme";
    public const string Auto = "auto";
    public const string Light = "light";
    public const string Dark = "dark";

    public static IReadOnlyList<string> All { get; } = [Auto, Light, Dark];

    public static string Of(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Request.Cookies[Cookie] is { } chosen && All.Contains(chosen) ? chosen : Auto;
    }

    public static void Save(HttpContext context, string theme)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Response.Cookies.Append(
            Cookie,
            All.Contains(theme) ? theme : Auto,
            new CookieOptions
            {
                HttpOnly = true,
                IsEssential = true,
                MaxAge = TimeSpan.FromDays(365),
                SameSite = SameSiteMode.Lax,
                Secure = context.Request.IsHttps,
            }
        );
    }
}

using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace SolarFlare.Events;

/// <summary>How long a visitor looked at the form, as the page itself measured it and sent when it was left.</summary>
internal static class TimeOnForm
{
    /// <summary>In seconds. Nobody fills in a form for longer; more is a page left open, or made up.</summary>
    private const double Longest = 2 * 60 * 60;

    // The parameter is bound from a form, so the antiforgery middleware asks for the token by itself.
    internal static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/time-on-form", Record);

    private static Results<NoContent, BadRequest> Record([FromForm(Name = "seconds")] string? text, HttpContext http, Outbox outbox)
    {
        if (
            !double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            || seconds is not (> 0 and <= Longest)
        )
        {
            return TypedResults.BadRequest();
        }

        outbox.Add(http, EventNames.TimeOnForm, seconds);
        return TypedResults.NoContent();
    }
}

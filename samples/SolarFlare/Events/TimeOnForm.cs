using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace SolarFlare.Events;

/// <summary>Records how long a visitor had the form open. The page measures it and sends it when the visitor leaves.</summary>
internal static class TimeOnForm
{
    /// <summary>In seconds. A longer time means a page left open, or a forged request.</summary>
    private const double MaxSeconds = 2 * 60 * 60;

    // Binding from a form makes the antiforgery middleware require a token.
    internal static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/time-on-form", Record);

    private static Results<NoContent, BadRequest> Record([FromForm(Name = "seconds")] string? text, HttpContext http, Outbox outbox)
    {
        if (
            !double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            || seconds is not (> 0 and <= MaxSeconds)
        )
        {
            return TypedResults.BadRequest();
        }

        outbox.Add(http, EventNames.TimeOnForm, seconds);
        return TypedResults.NoContent();
    }
}

using Waypost.Manager.Core;

namespace Waypost.Manager.Http;

/// <summary>Refuses NUL in the address: PostgreSQL cannot store it.</summary>
internal sealed class RejectNulFilter : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var request = context.HttpContext.Request;
        var field =
            request.Query.FirstOrDefault(q => q.Value.Any(HasNul)).Key
            ?? request.RouteValues.FirstOrDefault(r => HasNul(r.Value as string)).Key;
        return field is null
            ? next(context)
            : ValueTask.FromResult<object?>(Refusal.Invalid.Field(field, JsonText.InvalidMessage).ToProblem());
    }

    private static bool HasNul(string? text) => text?.Contains('\0', StringComparison.Ordinal) is true;
}

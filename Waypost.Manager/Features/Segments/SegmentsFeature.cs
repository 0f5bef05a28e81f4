using FluentValidation;

namespace Waypost.Manager.Features.Segments;

/// <summary>Segments of an environment.</summary>
internal static class SegmentsFeature
{
    public static IServiceCollection AddSegmentsFeature(this IServiceCollection services) =>
        services
            .AddScoped<FindSegments.Handler>()
            .AddScoped<CreateSegment.Handler>()
            .AddScoped<ReplaceSegment.Handler>()
            .AddScoped<DeleteSegment.Handler>()
            .AddSingleton<IValidator<SegmentRequest>, SegmentRequest.Validator>();

    public static void MapSegmentsFeature(this RouteGroupBuilder api)
    {
        var segments = api.MapGroup("/projects/{project}/environments/{environment}/segments").WithTags("Segments");
        FindSegments.Map(segments);
        CreateSegment.Map(segments);
        ReplaceSegment.Map(segments);
        DeleteSegment.Map(segments);
    }
}

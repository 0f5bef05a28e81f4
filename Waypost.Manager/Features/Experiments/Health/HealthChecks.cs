namespace Waypost.Manager.Features.Experiments.Health;

/// <summary>All checks of one experiment. Pure.</summary>
internal static class HealthChecks
{
    public static IReadOnlyList<HealthVerdict> Run(HealthData data) =>
        [
            ExposureChecks.NotCounted(data),
            ExposureChecks.Stopped(data),
            ExposureChecks.SampleRatio(data),
            ExposureChecks.SeveralVariants(data),
            .. VolumeChecks.Dropped(data),
            .. VolumeChecks.Late(data),
        ];
}

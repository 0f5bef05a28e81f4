namespace Waypost.AppHost.Running;

/// <summary>Marks a resource whose processes are started again when they die, and on whose health the start waits.</summary>
internal sealed class KeepRunningAnnotation : IResourceAnnotation;

internal static class KeepRunningExtensions
{
    public static IResourceBuilder<T> KeepRunning<T>(this IResourceBuilder<T> resource)
        where T : IResource => resource.WithAnnotation(new KeepRunningAnnotation(), ResourceAnnotationMutationBehavior.Replace);

    public static IEnumerable<IResource> KeptRunning(this DistributedApplicationModel model) =>
        model.Resources.Where(resource => resource.HasAnnotationOfType<KeepRunningAnnotation>());
}

namespace Waypost.AppHost.Running;

/// <summary>Marks a resource whose processes are restarted when they die. The ready message waits for its health.</summary>
internal sealed class RestartAnnotation : IResourceAnnotation;

internal static class RestartExtensions
{
    public static IResourceBuilder<T> RestartOnExit<T>(this IResourceBuilder<T> resource)
        where T : IResource => resource.WithAnnotation(new RestartAnnotation(), ResourceAnnotationMutationBehavior.Replace);

    public static IEnumerable<IResource> ResourcesToRestart(this DistributedApplicationModel model) =>
        model.Resources.Where(resource => resource.HasAnnotationOfType<RestartAnnotation>());

    /// <summary>
    /// The first start follows an order, a restart does not: a provider replica must serve from disk while the manager is down.
    /// </summary>
    public static void RemoveWaits(this IResource resource)
    {
        foreach (var wait in resource.Annotations.OfType<WaitAnnotation>().ToList())
        {
            resource.Annotations.Remove(wait);
        }
    }
}

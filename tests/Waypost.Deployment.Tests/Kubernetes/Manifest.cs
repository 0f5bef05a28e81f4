using k8s;
using k8s.Models;

namespace Waypost.Deployment.Tests.Kubernetes;

/// <summary>Manifests as models of the Kubernetes client.</summary>
internal static class Manifest
{
    /// <exception cref="YamlDotNet.Core.YamlException">The kind does not have a field.</exception>
    public static IEnumerable<IKubernetesObject<V1ObjectMeta>> Load(string yaml) =>
        KubernetesYaml.LoadAllFromString(yaml, strict: true).Cast<IKubernetesObject<V1ObjectMeta>>();

    public static V1PodTemplateSpec? Template(IKubernetesObject<V1ObjectMeta> workload) =>
        workload switch
        {
            V1Deployment deployment => deployment.Spec.Template,
            V1StatefulSet set => set.Spec.Template,
            _ => null,
        };

    public static IEnumerable<V1Container> Containers(IKubernetesObject<V1ObjectMeta> workload) =>
        Template(workload)?.Spec.Containers ?? [];

    /// <summary>Deployments and stateful sets.</summary>
    public static IEnumerable<(string Name, V1PodTemplateSpec Template)> Workloads(this Kustomization kustomization) =>
        from one in kustomization.Objects
        let template = Template(one)
        where template is not null
        select (one.Metadata.Name, template);

    /// <summary>Waypost's own services: <c>manager</c>, <c>provider</c> and <c>stats</c>.</summary>
    public static IEnumerable<(string Service, V1PodTemplateSpec Template)> Own(this Kustomization kustomization) =>
        kustomization
            .Workloads()
            .Where(workload => workload.Template.Spec.Containers[0].Image.Contains("waypost-", StringComparison.Ordinal));

    public static bool Selects(this IDictionary<string, string>? selector, V1PodTemplateSpec template) =>
        selector is { Count: > 0 }
        && selector.All(label => template.Metadata.Labels.TryGetValue(label.Key, out var value) && value == label.Value);

    /// <summary>The variables of the pod: with secrets, its own fields, and <c>$(NAME)</c> replaced.</summary>
    public static Dictionary<string, string> Environment(this Kustomization kustomization, V1Container container)
    {
        var values = new Dictionary<string, string>();
        foreach (var variable in container.Env ?? [])
        {
            values[variable.Name] = Value(variable);
        }

        // Variables that are only used by other variables are not settings.
        foreach (
            var name in values
                .Keys.Where(name => container.Env!.Any(other => other.Value?.Contains($"$({name})", StringComparison.Ordinal) == true))
                .ToList()
        )
        {
            values.Remove(name);
        }
        return values;

        string Value(V1EnvVar variable) =>
            variable.ValueFrom switch
            {
                { SecretKeyRef: { } secret } => kustomization.All<V1Secret>().Single(one => one.Metadata.Name == secret.Name).StringData[
                    secret.Key
                ],
                { FieldRef.FieldPath: "status.podIP" } => "10.1.2.3",
                null => values.Aggregate(
                    variable.Value,
                    (text, other) => text.Replace($"$({other.Key})", other.Value, StringComparison.Ordinal)
                ),
                _ => throw new InvalidDataException($"{variable.Name}: a source that this test does not support."),
            };
    }
}

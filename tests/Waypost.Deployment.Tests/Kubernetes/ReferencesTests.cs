using k8s.Models;
using Waypost.Deployment.Tests.Files;
using Waypost.Testing;

namespace Waypost.Deployment.Tests.Kubernetes;

/// <summary>Names in manifests are only strings. Each must refer to something that exists.</summary>
public sealed class ReferencesTests(DeployFolder deploy) : IClassFixture<DeployFolder>
{
    public static TheoryData<string> Overlays => ["base", "trial", "production"];

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Selectors_match_pods(string overlay)
    {
        var all = Of(overlay);
        var templates = all.Workloads().Select(workload => workload.Template).ToList();

        Expect.All(
            all.All<V1Deployment>(),
            one => Assert.True(one.Spec.Selector.MatchLabels.Selects(one.Spec.Template), one.Metadata.Name)
        );
        // Only the trial has a stateful set.
        Assert.Equal(overlay == "trial", all.All<V1StatefulSet>().Any());
        Assert.All(
            all.All<V1StatefulSet>(),
            one => Assert.True(one.Spec.Selector.MatchLabels.Selects(one.Spec.Template), one.Metadata.Name)
        );
        Expect.All(all.All<V1PodDisruptionBudget>(), one => Assert.Single(templates, one.Spec.Selector.MatchLabels.Selects));
        Expect.All(all.All<V1Service>(), one => Assert.Single(templates, one.Spec.Selector.Selects));
        Expect.All(
            templates.SelectMany(template => (template.Spec.TopologySpreadConstraints ?? []).Select(spread => (template, spread))),
            pair => Assert.True(pair.spread.LabelSelector.MatchLabels.Selects(pair.template))
        );
        Expect.All(
            all.All<V1NetworkPolicy>().SelectMany(policy => (policy.Spec.Ingress ?? []).SelectMany(rule => rule.FromProperty ?? [])),
            peer => Assert.Single(templates, peer.PodSelector.MatchLabels.Selects)
        );
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Ports_exist_in_the_containers(string overlay)
    {
        var all = Of(overlay);
        foreach (var service in all.All<V1Service>())
        {
            var container = all.Workloads().Single(workload => service.Spec.Selector.Selects(workload.Template)).Template.Spec.Containers[
                0
            ];
            Expect.All(
                service.Spec.Ports,
                port => Assert.Contains(container.Ports, own => own.Name == port.TargetPort.Value && own.ContainerPort == port.Port)
            );
        }

        foreach (var policy in all.All<V1NetworkPolicy>().Where(policy => policy.Spec.Ingress is not null))
        {
            var container = all.Workloads()
                .Single(workload => policy.Spec.PodSelector.MatchLabels.Selects(workload.Template))
                .Template.Spec.Containers[0];
            Expect.All(
                policy.Spec.Ingress.SelectMany(rule => rule.Ports),
                port => Assert.Contains(container.Ports, own => own.Name == port.Port.Value)
            );
        }

        foreach (var (service, template) in all.Own())
        {
            var listens = template.Spec.Containers[0].Env.Single(variable => variable.Name == "ASPNETCORE_HTTP_PORTS").Value;
            Assert.Equal(listens, $"{Assert.Single(template.Spec.Containers[0].Ports).ContainerPort}");
            Assert.Equal(service, template.Spec.Containers[0].Name);
        }
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Secrets_config_maps_and_volumes_exist(string overlay)
    {
        var all = Of(overlay);
        var secrets = all.All<V1Secret>().ToDictionary(secret => secret.Metadata.Name, secret => secret.StringData.Keys);
        foreach (var (name, template) in all.Workloads())
        {
            var claims = all.All<V1StatefulSet>()
                .Where(set => set.Metadata.Name == name)
                .SelectMany(set => set.Spec.VolumeClaimTemplates)
                .Select(claim => claim.Metadata.Name);
            var volumes = (template.Spec.Volumes ?? []).Select(volume => volume.Name).Concat(claims).ToList();

            Assert.Equal(
                volumes.Order(),
                template.Spec.Containers.SelectMany(container => container.VolumeMounts).Select(mount => mount.Name).Order()
            );
            Expect.All(
                template
                    .Spec.Containers.SelectMany(container => container.Env ?? [])
                    .Select(variable => variable.ValueFrom?.SecretKeyRef)
                    .OfType<V1SecretKeySelector>(),
                secret => Assert.Contains(secret.Key, secrets[secret.Name])
            );
            // Few workloads have a config map.
            Assert.All(
                (template.Spec.Volumes ?? []).Select(volume => volume.ConfigMap?.Name).OfType<string>(),
                map => Assert.Contains(all.All<V1ConfigMap>(), one => one.Metadata.Name == map)
            );
        }
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Addresses_and_backends_are_services(string overlay)
    {
        var all = Of(overlay);
        var services = all.All<V1Service>().ToDictionary(service => service.Metadata.Name, service => service.Spec.Ports[0]);
        var addresses = all.Own()
            .SelectMany(own => own.Template.Spec.Containers[0].Env)
            .Select(variable => variable.Value)
            .OfType<string>()
            .Where(value => value.StartsWith("http://", StringComparison.Ordinal) && !value.Contains("$(", StringComparison.Ordinal))
            .Select(value => new Uri(value));

        Expect.All(addresses, address => Assert.Equal(services[ServiceOf(address, Of(overlay))].Port, address.Port));
        // Only production has an ingress.
        Assert.Equal(overlay == "production", all.All<V1Ingress>().Any());
        Assert.All(
            all.All<V1Ingress>()
                .SelectMany(ingress => ingress.Spec.Rules)
                .SelectMany(rule => rule.Http.Paths)
                .Select(path => path.Backend.Service),
            backend => Assert.Equal(services[backend.Name].Name, backend.Port.Name)
        );
        Assert.All(
            all.All<V1Ingress>(),
            ingress => Assert.Equal(ingress.Spec.Rules.Select(rule => rule.Host), ingress.Spec.Tls.SelectMany(tls => tls.Hosts))
        );
        Expect.All(
            all.All<V2HorizontalPodAutoscaler>(),
            scaler =>
                Assert.Contains(
                    all.All<V1Deployment>(),
                    one => one.Metadata.Name == scaler.Spec.ScaleTargetRef.Name && one.Spec.Replicas is null
                )
        );
    }

    /// <summary>A service by its name, or by name and namespace from another namespace.</summary>
    private static string ServiceOf(Uri address, Kustomization all) =>
        address.Host.Split('.') switch
        {
            [var service] => service,
            [var service, var space]
                when all.All<V1Service>().Any(one => one.Metadata.Name == service && one.Metadata.NamespaceProperty == space) => service,
            _ => address.Host,
        };

    private Kustomization Of(string overlay) => Kustomization.Of(deploy.Path("kubernetes", overlay));
}

using System.Globalization;
using k8s.Models;
using Waypost.Deployment.Tests.Files;
using Waypost.Deployment.Tests.Settings;
using Waypost.Testing;

namespace Waypost.Deployment.Tests.Kubernetes;

/// <summary>The settings and privileges of each pod.</summary>
[Collection(nameof(ProcessEnvironment))]
public sealed class PodsTests(DeployFolder deploy) : IClassFixture<DeployFolder>
{
    private Kustomization Trial => Kustomization.Of(deploy.Path("kubernetes", "trial"));

    [Theory]
    [InlineData("manager")]
    [InlineData("provider")]
    [InlineData("stats")]
    public void Every_variable_is_a_setting_of_its_service_and_none_is_missing(string service)
    {
        var all = Trial;
        var pod = all.Own().Single(own => own.Service == service).Template.Spec;
        var variables = all.Environment(pod.Containers[0]);

        ServiceSettings.ExpectAccepted(service, variables);
        StopTimeout.ExpectSufficient(service, variables, TimeSpan.FromSeconds(pod.TerminationGracePeriodSeconds!.Value));
    }

    [Fact]
    public void All_services_are_tested() => Assert.Equal(["manager", "provider", "stats"], Trial.Own().Select(own => own.Service).Order());

    [Fact]
    public void Manifests_contain_no_secrets() =>
        Expect.None(
            from workload in Trial.Workloads()
            from variable in workload.Template.Spec.Containers[0].Env
            where SecretNames.Contain(variable.Name) && variable.ValueFrom?.SecretKeyRef is null
            select $"{workload.Name}: {variable.Name}",
            "Take it from a secret."
        );

    [Fact]
    public void A_pod_runs_as_an_unprivileged_user_without_capabilities() =>
        Expect.All(
            Trial.Workloads(),
            workload =>
            {
                var pod = workload.Template.Spec;
                Assert.True(pod.SecurityContext.RunAsNonRoot);
                Assert.True(pod.SecurityContext.RunAsUser > 0);
                Assert.Equal(pod.SecurityContext.RunAsUser, pod.SecurityContext.FsGroup);
                Assert.Equal("RuntimeDefault", pod.SecurityContext.SeccompProfile.Type);
                Assert.False(pod.AutomountServiceAccountToken);
                Assert.False(pod.EnableServiceLinks);
                Expect.All(
                    pod.Containers,
                    container =>
                    {
                        Assert.False(container.SecurityContext.AllowPrivilegeEscalation);
                        Assert.True(container.SecurityContext.ReadOnlyRootFilesystem);
                        Assert.Equal(["ALL"], container.SecurityContext.Capabilities.Drop);
                        Assert.Null(container.SecurityContext.Capabilities.Add);
                        Assert.Superset(new HashSet<string> { "cpu", "memory" }, container.Resources.Requests.Keys.ToHashSet());
                        Assert.Superset(new HashSet<string> { "cpu", "memory" }, container.Resources.Limits.Keys.ToHashSet());
                        Expect.All(
                            container.Resources.Requests,
                            request => Assert.True(request.Value.ToDecimal() <= container.Resources.Limits[request.Key].ToDecimal())
                        );
                    }
                );
            }
        );

    [Fact]
    public void A_dead_process_is_restarted_and_one_that_is_not_ready_gets_no_traffic() =>
        Expect.All(
            Trial.Own(),
            own =>
            {
                var container = own.Template.Spec.Containers[0];
                Assert.Equal("/alive", container.LivenessProbe.HttpGet.Path);
                Assert.Equal("/alive", container.StartupProbe.HttpGet.Path);
                Assert.Equal("/health", container.ReadinessProbe.HttpGet.Path);
                Expect.All(
                    new[] { container.LivenessProbe, container.StartupProbe, container.ReadinessProbe },
                    probe => Assert.Equal(container.Ports[0].Name, probe.HttpGet.Port.Value)
                );
                // The readiness probe must fail before the drain ends.
                var drain = TimeSpan.Parse(
                    container.Env.Single(variable => variable.Name == "Waypost__Shutdown__Drain").Value,
                    CultureInfo.InvariantCulture
                );
                Assert.True(drain > TimeSpan.FromSeconds(container.ReadinessProbe.PeriodSeconds!.Value));
            }
        );

    [Fact]
    public void Each_provider_gives_the_manager_the_address_of_its_pod()
    {
        var provider = Trial.Own().Single(own => own.Service == "provider").Template.Spec.Containers[0];

        Assert.Equal("http://$(POD_IP):8080", provider.Env.Single(variable => variable.Name == "Waypost__CallbackUrl").Value);
        Assert.Equal(8080, provider.Ports[0].ContainerPort);
    }

    [Fact]
    public void A_provider_can_write_its_snapshots()
    {
        var pod = Trial.Own().Single(own => own.Service == "provider").Template.Spec;
        var directory = pod.Containers[0].Env.Single(variable => variable.Name == "Waypost__SnapshotDirectory").Value;
        var mount = Assert.Single(pod.Containers[0].VolumeMounts, mount => mount.MountPath == directory);

        Assert.NotEqual(true, mount.ReadOnlyProperty);
        Assert.NotNull(pod.Volumes.Single(volume => volume.Name == mount.Name).EmptyDir);
    }

    [Fact]
    public void Images_are_those_that_the_projects_build() =>
        Expect.All(
            Trial.Own(),
            own => Assert.Equal($"ghcr.io/waypost/waypost-{own.Service}:{Repository.Version}", own.Template.Spec.Containers[0].Image)
        );

    [Fact]
    public void Providers_scale_between_two_and_eight_and_are_evicted_one_at_a_time()
    {
        var scaler = Assert.Single(Trial.All<V2HorizontalPodAutoscaler>());

        Assert.Equal((2, 8), (scaler.Spec.MinReplicas, scaler.Spec.MaxReplicas));
        Assert.Equal(["manager", "provider"], Trial.All<V1PodDisruptionBudget>().Select(budget => budget.Metadata.Name).Order());
        Expect.All(Trial.All<V1PodDisruptionBudget>(), budget => Assert.Equal("1", budget.Spec.MaxUnavailable.Value));
    }
}

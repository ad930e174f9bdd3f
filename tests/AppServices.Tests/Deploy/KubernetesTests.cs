using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using AppServices.Server.Hosting;
using AppServices.Server.Settings;
using AppServices.Tests.Server;
using AppServices.Tests.Storage.Contract;
using k8s;
using k8s.Models;
using Xunit;

namespace AppServices.Tests.Deploy;

/// <summary>What deploy/kubernetes.yaml says is so; a field that Kubernetes does not know is an error when it is read.</summary>
[Collection(MongoDeployment.Name)]
public sealed class KubernetesTests(MongoDeployment deployment) : IAsyncDisposable
{
    private readonly MongoDatabases _databases = deployment.NewDatabases();
    private readonly List<object> _objects = KubernetesYaml.LoadAllFromString(DeployedServer.Read("kubernetes.yaml"), strict: true);

    private V1DeploymentSpec Deployment => Single<V1Deployment>().Spec;

    private V1PodSpec Pod => Deployment.Template.Spec;

    private V1Container Container => Pod.Containers.Single();

    public ValueTask DisposeAsync() => _databases.DisposeAsync();

    [Fact]
    public void What_belongs_together_finds_each_other()
    {
        IDictionary<string, string> labels = Deployment.Template.Metadata.Labels;
        Assert.Equal(3, Deployment.Replicas);
        Assert.Equal(labels, Deployment.Selector.MatchLabels);
        Assert.Equal(labels, Single<V1PodDisruptionBudget>().Spec.Selector.MatchLabels);
        Assert.Equal(labels, Pod.TopologySpreadConstraints.Single().LabelSelector.MatchLabels);
        V1ServiceSpec service = Single<V1Service>().Spec;
        Assert.Equal(labels, service.Selector);
        V1ContainerPort port = Container.Ports.Single();
        Assert.Equal(port.Name, service.Ports.Single().TargetPort.Value);
        Assert.Equal(DeployedServer.PortOf(Container.Args), port.ContainerPort);
        Assert.All(Probes(), probe => Assert.Equal(port.Name, probe.HttpGet.Port.Value));
        Assert.Equal(Pod.Volumes.Select(volume => volume.Name).Order(), Container.VolumeMounts.Select(mount => mount.Name).Order());
        Assert.Equal(Single<V1ConfigMap>().Metadata.Name, Pod.Volumes.Single(volume => volume.ConfigMap is not null).ConfigMap.Name);
    }

    [Fact]
    public void It_has_no_rights_and_stops_after_its_calls()
    {
        V1SecurityContext rights = Container.SecurityContext;
        Assert.Equal((true, false), (rights.ReadOnlyRootFilesystem, rights.AllowPrivilegeEscalation));
        Assert.Equal(["ALL"], rights.Capabilities.Drop);
        Assert.Equal((true, false), (Pod.SecurityContext.RunAsNonRoot, Pod.AutomountServiceAccountToken));
        double sleep = double.Parse(Container.Lifecycle.PreStop.Exec.Command[^1], CultureInfo.InvariantCulture);
        Assert.InRange(Pod.TerminationGracePeriodSeconds!.Value, sleep + (2 * ServerApplication.TimeToEnd.TotalSeconds), 90);
    }

    [Fact]
    public async Task Its_command_starts_the_server_and_its_probes_are_answered()
    {
        V1EnvVar variable = Container.Env.Single();
        Assert.Equal(DatabaseSettings.Variable, variable.Name);
        Assert.NotNull(variable.ValueFrom.SecretKeyRef.Key);
        (string file, string settings) = Single<V1ConfigMap>().Data.Single();
        using DeployedServer deployed = new DeployedServer()
            .WithApp(MountOf(volume => volume.PersistentVolumeClaim is not null))
            .WithFolder(MountOf(volume => volume.Name == "data"))
            .WithFile($"{MountOf(volume => volume.ConfigMap is not null)}/{file}", settings)
            .WithFile($"{MountOf(volume => volume.Secret is not null)}/secrets.json", "{}");
        await using RunningServer server = await deployed.StartAsync(
            [.. Container.Args, "--state-database", _databases.State], new Dictionary<string, string> { [variable.Name] = deployment.Uri });
        foreach (V1Probe probe in Probes()) await DeployedServer.AssertHealthyAsync(server, probe.HttpGet.Path);
        Assert.NotEqual(Container.ReadinessProbe.HttpGet.Path, Container.LivenessProbe.HttpGet.Path);
    }

    private string MountOf(Func<V1Volume, bool> volume) =>
        Container.VolumeMounts.Single(mount => mount.Name == Pod.Volumes.Single(volume).Name).MountPath;

    private V1Probe[] Probes() => [Container.StartupProbe, Container.ReadinessProbe, Container.LivenessProbe];

    private T Single<T>() => Assert.Single(_objects.OfType<T>());
}

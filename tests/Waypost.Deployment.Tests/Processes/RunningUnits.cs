using System.Net.Http.Headers;
using Waypost.Deployment.Tests.Files;
using Waypost.Deployment.Tests.Systemd;
using Waypost.Testing;

namespace Waypost.Deployment.Tests.Processes;

/// <summary>
/// A manager, two providers and a stats worker, started with the variables of the systemd units and their environment files, except for
/// ports, the database's address and the folder of the snapshots. The deployment's script creates the database and its login.
/// </summary>
internal sealed class RunningUnits(PublishedServices published, DeployFolder deploy) : IAsyncDisposable
{
    private readonly IReadOnlyList<int> ports = FreePort.Next(4);
    private readonly TemporaryDirectory state = new();
    private readonly List<UnprivilegedProcess> processes = [];

    // A start takes seconds; this is for a busy machine.
    private static readonly TimeSpan startTimeout = TimeSpan.FromMinutes(5);

    /// <summary>An access token for scripts, as an operator may set one.</summary>
    private const string token = "wp_pat_0123456789abcdefghijklmnopqrstuvwxyzABCD";

    public HttpClient Manager { get; private set; } = null!;

    public IReadOnlyList<UnprivilegedProcess> Processes => processes;

    public string Snapshots(int replica) => state.File("waypost-provider", $"{ports[replica]}");

    public static async Task<RunningUnits> StartAsync(PublishedServices published, DeployFolder deploy, string connectionString)
    {
        var units = new RunningUnits(published, deploy);
        var database = new Dictionary<string, string> { ["ConnectionStrings__waypostdb"] = connectionString };
        units.Start(
            "manager",
            "Waypost.Manager",
            "waypost-manager.service",
            units.ports[0],
            new(database) { ["services__stats__http__0"] = units.Address(3), ["Waypost__Bootstrap__AdminToken"] = token }
        );
        foreach (var replica in new[] { 1, 2 })
        {
            Directory.CreateDirectory(units.Snapshots(replica));
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(units.Snapshots(replica), (UnixFileMode)0b111_111_111);
            }
            units.Start(
                "provider",
                "Waypost.FlagProvider",
                "waypost-provider@.service",
                units.ports[replica],
                new() { ["Waypost__ManagerUrl"] = units.Address(0) }
            );
        }

        units.Start("stats", "Waypost.Stats", "waypost-stats.service", units.ports[3], database);
        units.Manager = new()
        {
            BaseAddress = new(units.Address(0)),
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
        };
        return units;
    }

    public string Address(int process) => $"http://127.0.0.1:{ports[process]}";

    /// <summary>
    /// Waits for 200 on <c>/health</c>. Fails with the output of the process if it ends or never becomes healthy.
    /// </summary>
    public async Task WaitUntilHealthyAsync(int process)
    {
        using var client = new HttpClient { BaseAddress = new(Address(process)) };
        var last = "no answer";
        var cancellation = TestTimeout.Token(startTimeout);
        try
        {
            await Eventually.IsTrueAsync(
                async () =>
                {
                    if (processes[process].HasExited)
                    {
                        throw new InvalidOperationException("The process has ended.");
                    }
                    try
                    {
                        using var answer = await client.GetAsync(new Uri("/health", UriKind.Relative), cancellation);
                        last = await answer.Content.ReadAsStringAsync(cancellation);
                        return answer.IsSuccessStatusCode;
                    }
                    catch (HttpRequestException)
                    {
                        return false; // not listening yet
                    }
                },
                startTimeout
            );
        }
        catch (Exception fault) when (fault is InvalidOperationException or TimeoutException or OperationCanceledException)
        {
            Assert.Fail($"{Address(process)} is not healthy: {last}{Environment.NewLine}{processes[process].Output}");
        }
    }

    /// <summary>Sends a request like a proxy, and does not follow redirects.</summary>
    public async Task<HttpResponseMessage> SendAsync(int process, string path, (string Name, string Value) header)
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new(Address(process)) };
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { header.Name, header.Value } } };
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Manager.Dispose();
        foreach (var process in processes)
        {
            await process.DisposeAsync();
        }
        state.Dispose();
    }

    private void Start(string service, string program, string unit, int port, Dictionary<string, string> overrides)
    {
        var variables = UnitFile
            .Read(deploy.Path("systemd", unit))
            .Variables($"{port}", state.Path)
            .Concat(deploy.Variables("systemd", $"{service}.env"))
            .ToDictionary();
        variables["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}";
        foreach (var (name, value) in overrides)
        {
            variables[name] = value;
        }
        processes.Add(UnprivilegedProcess.Start(published.Program(service, program), variables));
    }
}

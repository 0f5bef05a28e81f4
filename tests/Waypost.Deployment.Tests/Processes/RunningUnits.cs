using System.Net.Http.Headers;
using Waypost.Deployment.Tests.Files;
using Waypost.Deployment.Tests.Systemd;
using Waypost.Testing;

namespace Waypost.Deployment.Tests.Processes;

/// <summary>
/// Manager, two providers and a stats worker, started with what the systemd units and their files of variables say, but for the ports,
/// the database's address and the folder of the snapshots. The database and its login are made by the script that makes them elsewhere.
/// </summary>
internal sealed class RunningUnits(PublishedServices published, DeployFolder deploy) : IAsyncDisposable
{
    private readonly IReadOnlyList<int> ports = FreePort.Next(4);
    private readonly TemporaryDirectory state = new();
    private readonly List<UnprivilegedProcess> processes = [];

    // A start takes seconds; this is for a busy machine.
    private static readonly TimeSpan startTimeout = TimeSpan.FromMinutes(5);

    /// <summary>An access token, as an operator may give one for scripts.</summary>
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
    /// Waits for 200 on <c>/health</c>; a process that ends meanwhile, or never gets there, is a failure that tells what it said.
    /// </summary>
    public async Task HealthyAsync(int process)
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
                        throw new InvalidOperationException("It has ended.");
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
            Assert.Fail($"{Address(process)} is not healthy: {last}{Environment.NewLine}{processes[process].Said}");
        }
    }

    /// <summary>One request, as a proxy would pass it on; redirects are not followed.</summary>
    public async Task<HttpResponseMessage> AskAsync(int process, string path, (string Name, string Value) header)
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

    private void Start(string service, string program, string unit, int port, Dictionary<string, string> instead)
    {
        var variables = UnitFile
            .Read(deploy.Path("systemd", unit))
            .Variables($"{port}", state.Path)
            .Concat(deploy.Variables("systemd", $"{service}.env"))
            .ToDictionary();
        variables["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}";
        foreach (var (name, value) in instead)
        {
            variables[name] = value;
        }
        processes.Add(UnprivilegedProcess.Start(published.Program(service, program), variables));
    }
}

namespace Waypost.Sdk;

/// <summary>Settings of a client. Read once, when the client is made.</summary>
public sealed class WaypostOptions
{
    /// <summary>Where <c>AddWaypost(builder)</c> reads them.</summary>
    public const string SectionName = "Waypost";

    /// <summary>
    /// Name of the <see cref="HttpClient"/> under which an application can customise the connection through <c>IHttpClientFactory</c>.
    /// </summary>
    public const string HttpClientName = "waypost";

    /// <summary>A server key, <c>wp_server_…</c>. Required unless <see cref="Offline"/>. A secret.</summary>
    public string SdkKey { get; set; } = "";

    /// <summary>
    /// Base address of a provider, or of what stands before several: http or https, a path is kept. Required unless <see cref="Offline"/>.
    /// </summary>
    public string ProviderUrl { get; set; } = "";

    /// <summary>
    /// Flags to start with where no cache file has any: shipped with the application, for instance. Never replaces anything.
    /// </summary>
    public WaypostBootstrap? Bootstrap { get; set; }

    /// <summary>
    /// Where to keep the last known good flags, so that a restart while the provider is away evaluates as before.
    /// Written after every change; none by default. One file for each process: two that share one overwrite each other's.
    /// </summary>
    public string? CacheFile { get; set; }

    /// <summary>
    /// Called when a user meets an experiment: once per user, experiment and variant within <see cref="ExposureWindow"/>.
    /// Runs inside the evaluation, on its thread, so it must only hand over (to a channel, say) and return.
    /// What it throws is logged, and the exposure is offered again at the user's next evaluation.
    /// </summary>
    public Action<Exposure>? OnExposure { get; set; }

    /// <summary>How long an exposure is remembered. Above zero; 24 hours by default.</summary>
    public TimeSpan ExposureWindow { get; set; } = TimeSpan.FromHours(24);

    /// <summary>
    /// How many exposures are remembered at least, 1 to 10,000,000; 50,000 by default, up to 200 bytes each.
    /// Past it the oldest are forgotten and may be reported again, which an analysis does not mind: it counts a user's first.
    /// </summary>
    public int ExposureMemory { get; set; } = 50_000;

    /// <summary>
    /// How long <see cref="IWaypostClient.WaitUntilReadyAsync"/> waits for the provider; infinite is allowed. 10 seconds by default.
    /// </summary>
    public TimeSpan ReadyTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a connection may take until its response headers are there. 10 seconds by default.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long the open stream may be silent before it counts as dead. 30 seconds by default;
    /// keep it at 2 to 2.5 times the provider's heartbeat (15 seconds at most).
    /// </summary>
    public TimeSpan ReadTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long after losing the provider the status turns to <see cref="WaypostStatus.Stale"/>. 1 minute by default; zero is allowed.
    /// </summary>
    public TimeSpan StaleAfter { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Never connect: evaluate from <see cref="CacheFile"/> or <see cref="Bootstrap"/> only. For tests and for machines without a network.
    /// </summary>
    public bool Offline { get; set; }
}

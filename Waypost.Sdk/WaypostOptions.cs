namespace Waypost.Sdk;

/// <summary>Options of a client. Read once, when the client is created.</summary>
public sealed class WaypostOptions
{
    /// <summary>Configuration section that <c>AddWaypost(builder)</c> reads.</summary>
    public const string SectionName = "Waypost";

    /// <summary>
    /// Name of the <see cref="HttpClient"/>, for applications that customise the connection through <c>IHttpClientFactory</c>.
    /// </summary>
    public const string HttpClientName = "waypost";

    /// <summary>A server key (<c>wp_server_…</c>), which is secret. Required unless <see cref="Offline"/>.</summary>
    public string SdkKey { get; set; } = "";

    /// <summary>
    /// Base address of a provider or of a load balancer: http or https, optionally with a path. Required unless <see cref="Offline"/>.
    /// </summary>
    public string ProviderUrl { get; set; } = "";

    /// <summary>
    /// Initial flags if there is no usable cache file, for example shipped with the application. Never replaces newer flags.
    /// </summary>
    public WaypostBootstrap? Bootstrap { get; set; }

    /// <summary>
    /// File for the last known good flags, so that a restart while the provider is unreachable evaluates as before.
    /// Written after every change; null by default. Each process needs its own file: two that share one overwrite each other.
    /// </summary>
    public string? CacheFile { get; set; }

    /// <summary>
    /// Called when a user is exposed to an experiment: once per user, experiment and variant within <see cref="ExposureWindow"/>.
    /// Runs on the thread of the evaluation, so it must return quickly, for example by writing to a channel.
    /// An exception is logged, and the exposure is reported again at the user's next evaluation.
    /// </summary>
    public Action<Exposure>? OnExposure { get; set; }

    /// <summary>How long a reported exposure is not reported again. Above zero; 24 hours by default.</summary>
    public TimeSpan ExposureWindow { get; set; } = TimeSpan.FromHours(24);

    /// <summary>
    /// How many exposures the client remembers at least, 1 to 10,000,000; 50,000 by default, up to 200 bytes each.
    /// Beyond that the oldest are dropped and may be reported again; analyses count only a user's first exposure.
    /// </summary>
    public int ExposureMemory { get; set; } = 50_000;

    /// <summary>
    /// How long <see cref="IWaypostClient.WaitUntilReadyAsync"/> waits for the provider; may be infinite. 10 seconds by default.
    /// </summary>
    public TimeSpan ReadyTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long connecting may take, until the response headers arrive. 10 seconds by default.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long the open stream may be silent before the client reconnects. 30 seconds by default;
    /// use 2 to 2.5 times the provider's heartbeat interval (at most 15 seconds).
    /// </summary>
    public TimeSpan ReadTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long after losing the provider the status becomes <see cref="WaypostStatus.Stale"/>. 1 minute by default; may be zero.
    /// </summary>
    public TimeSpan StaleAfter { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Never connect: evaluate from <see cref="CacheFile"/> or <see cref="Bootstrap"/> only, for tests or machines without a network.
    /// </summary>
    public bool Offline { get; set; }
}

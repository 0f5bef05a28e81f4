using Microsoft.Extensions.Options;

namespace Waypost.FlagProvider.Downstream;

/// <summary><c>Waypost:Streams:*</c>: limits and timeouts of <c>GET /stream</c>. The table is in docs/provider.md.</summary>
internal sealed class StreamOptions
{
    /// <summary>Maximum number of open streams; further ones get 503.</summary>
    public int Limit { get; set; } = 25_000;

    /// <summary>Maximum number of open streams per SDK key; further ones get 429.</summary>
    public int LimitPerKey { get; set; } = 20_000;

    /// <summary>
    /// Maximum number of open streams per client address; further ones get 429. Loopback is exempt, because behind a proxy on the same
    /// machine every client has that address.
    /// </summary>
    public int LimitPerAddress { get; set; } = 1_000;

    /// <summary>Time without an event after which a stream gets a comment.</summary>
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Time after which a reader that takes nothing is disconnected. Slightly below the documented 30 s, because streams are only checked
    /// once a second.
    /// </summary>
    public TimeSpan WriteTimeout { get; set; } = TimeSpan.FromSeconds(28);

    /// <summary>Minimum time between two broadcasts of one environment; edits in between are sent as one.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Period over which streams are ended on shutdown, so that not all clients reconnect at once.</summary>
    public TimeSpan Spread { get; set; } = TimeSpan.FromSeconds(1);

    public sealed class Validator : IValidateOptions<StreamOptions>
    {
        public ValidateOptionsResult Validate(string? name, StreamOptions options)
        {
            var errors = new List<string>();
            Positive(nameof(Limit), options.Limit);
            Positive(nameof(LimitPerKey), options.LimitPerKey);
            Positive(nameof(LimitPerAddress), options.LimitPerAddress);
            Between(nameof(Heartbeat), options.Heartbeat, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(14));
            Between(nameof(WriteTimeout), options.WriteTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));
            Between(nameof(Interval), options.Interval, TimeSpan.Zero, TimeSpan.FromSeconds(10));
            Between(nameof(Spread), options.Spread, TimeSpan.Zero, TimeSpan.FromMinutes(1));
            return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);

            void Positive(string setting, int value)
            {
                if (value < 1)
                {
                    errors.Add($"Waypost:Streams:{setting} must be at least 1.");
                }
            }

            void Between(string setting, TimeSpan value, TimeSpan minimum, TimeSpan maximum)
            {
                if (value < minimum || value > maximum)
                {
                    errors.Add($"Waypost:Streams:{setting} must be between {minimum} and {maximum}.");
                }
            }
        }
    }
}

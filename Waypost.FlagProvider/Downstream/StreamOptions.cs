using Microsoft.Extensions.Options;

namespace Waypost.FlagProvider.Downstream;

/// <summary><c>Waypost:Streams:*</c>: limits and times of <c>GET /stream</c>.</summary>
internal sealed class StreamOptions
{
    /// <summary>Open streams in all; past it new ones get 503.</summary>
    public int Limit { get; set; } = 25_000;

    /// <summary>Open streams of one SDK key; past it new ones get 429.</summary>
    public int LimitPerKey { get; set; } = 20_000;

    /// <summary>
    /// Open streams from one address; past it new ones get 429. Loopback is exempt: behind a proxy on the same machine everybody is.
    /// </summary>
    public int LimitPerAddress { get; set; } = 1_000;

    /// <summary>A stream that got nothing for so long gets a comment.</summary>
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// A reader that takes nothing for so long is cut off; a little under the 30 s that are promised, for looking takes time.
    /// </summary>
    public TimeSpan WriteTimeout { get; set; } = TimeSpan.FromSeconds(28);

    /// <summary>At least so long between two broadcasts of one environment; edits in between go out as one.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Over how long the streams are ended when the provider stops, so that not all clients come back at once.</summary>
    public TimeSpan Spread { get; set; } = TimeSpan.FromSeconds(1);

    public sealed class Validator : IValidateOptions<StreamOptions>
    {
        public ValidateOptionsResult Validate(string? name, StreamOptions options)
        {
            var faults = new List<string>();
            Positive(nameof(Limit), options.Limit);
            Positive(nameof(LimitPerKey), options.LimitPerKey);
            Positive(nameof(LimitPerAddress), options.LimitPerAddress);
            Between(nameof(Heartbeat), options.Heartbeat, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(14));
            Between(nameof(WriteTimeout), options.WriteTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));
            Between(nameof(Interval), options.Interval, TimeSpan.Zero, TimeSpan.FromSeconds(10));
            Between(nameof(Spread), options.Spread, TimeSpan.Zero, TimeSpan.FromMinutes(1));
            return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);

            void Positive(string setting, int value)
            {
                if (value < 1)
                {
                    faults.Add($"Waypost:Streams:{setting} must be at least 1.");
                }
            }

            void Between(string setting, TimeSpan value, TimeSpan least, TimeSpan most)
            {
                if (value < least || value > most)
                {
                    faults.Add($"Waypost:Streams:{setting} must lie between {least} and {most}.");
                }
            }
        }
    }
}

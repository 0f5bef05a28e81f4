using Microsoft.Extensions.Options;

namespace Waypost.FlagProvider;

/// <summary><c>Waypost:*</c>: what a replica must know. The table is in docs/provider.md.</summary>
internal sealed class ProviderOptions
{
    /// <summary>Says that nobody can call this replica: the manager sends no webhooks, and the long poll brings everything.</summary>
    public const string NoCallback = "none";

    /// <summary>Shared with the manager; two, separated by a space, while it is being rotated.</summary>
    public string WebhookSecret { get; set; } = "";

    /// <summary>The manager's address; found by service discovery (<c>services:manager</c>) where it is empty.</summary>
    public string ManagerUrl { get; set; } = "";

    /// <summary>
    /// Where the manager finds this replica; worked out from the listening address where it is empty; <see cref="NoCallback"/>.
    /// </summary>
    public string CallbackUrl { get; set; } = "";

    /// <summary>Where the last known good is kept; empty = memory only.</summary>
    public string SnapshotDirectory { get; set; } = "";

    /// <summary>Largest webhook taken, in bytes; a larger one is answered 413 and its change is fetched instead.</summary>
    public int WebhookLimit { get; set; } = 5 * 1024 * 1024;

    /// <summary>Largest snapshot taken from the manager or from disk, in bytes.</summary>
    public int SnapshotLimit { get; set; } = 64 * 1024 * 1024;

    /// <summary>How long the manager may hold a registration; 1…60 s.</summary>
    public TimeSpan PollWait { get; set; } = TimeSpan.FromSeconds(20);

    public sealed class Validator(IConfiguration configuration) : IValidateOptions<ProviderOptions>
    {
        public ValidateOptionsResult Validate(string? name, ProviderOptions options)
        {
            var faults = new List<string>();
            if (!Wire.WebhookSecret.TryParse(options.WebhookSecret, out _, out var fault))
            {
                faults.Add(fault);
            }

            if (options.ManagerUrl.Length == 0 && !configuration.GetSection("services:manager").Exists())
            {
                faults.Add("Waypost:ManagerUrl is missing: the address of the manager, such as http://localhost:3000.");
            }

            Check(
                faults,
                options.ManagerUrl.Length == 0 || IsAddress(options.ManagerUrl),
                "Waypost:ManagerUrl must be an http or https address."
            );
            Check(
                faults,
                options.CallbackUrl is "" or NoCallback || IsAddress(options.CallbackUrl),
                $"Waypost:CallbackUrl must be an http or https address, or '{NoCallback}'."
            );
            Check(
                faults,
                options.WebhookLimit is >= 1024 and <= 256 * 1024 * 1024,
                "Waypost:WebhookLimit must lie between 1024 and 268435456 bytes."
            );
            Check(
                faults,
                options.SnapshotLimit is >= 1024 and <= 1024 * 1024 * 1024,
                "Waypost:SnapshotLimit must lie between 1024 and 1073741824 bytes."
            );
            Check(
                faults,
                options.PollWait >= TimeSpan.FromSeconds(1) && options.PollWait <= TimeSpan.FromMinutes(1),
                "Waypost:PollWait must lie between 00:00:01 and 00:01:00."
            );
            return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
        }

        private static bool IsAddress(string text) =>
            Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0;

        private static void Check(List<string> faults, bool holds, string fault)
        {
            if (!holds)
            {
                faults.Add(fault);
            }
        }
    }
}

using Microsoft.Extensions.Options;

namespace Waypost.FlagProvider;

/// <summary><c>Waypost:*</c>: the settings of a replica. The table is in docs/provider.md.</summary>
internal sealed class ProviderOptions
{
    /// <summary>The manager cannot call this replica: it sends no webhooks, and the long poll delivers everything.</summary>
    public const string NoCallback = "none";

    /// <summary>Shared with the manager; during a rotation two secrets, separated by a space.</summary>
    public string WebhookSecret { get; set; } = "";

    /// <summary>The manager's address; empty = service discovery (<c>services:manager</c>).</summary>
    public string ManagerUrl { get; set; } = "";

    /// <summary>
    /// The address at which the manager can call this replica; empty = derived from the listening address; or <see cref="NoCallback"/>.
    /// </summary>
    public string CallbackUrl { get; set; } = "";

    /// <summary>Directory for the last known good snapshots and SDK keys; empty = memory only.</summary>
    public string SnapshotDirectory { get; set; } = "";

    /// <summary>Maximum size of a webhook, in bytes; a larger one gets 413 and its change is fetched instead.</summary>
    public int WebhookLimit { get; set; } = 5 * 1024 * 1024;

    /// <summary>Maximum size of a snapshot from the manager or from disk, in bytes.</summary>
    public int SnapshotLimit { get; set; } = 64 * 1024 * 1024;

    /// <summary>Maximum time the manager may hold a registration; 1–60 s.</summary>
    public TimeSpan PollWait { get; set; } = TimeSpan.FromSeconds(20);

    public sealed class Validator(IConfiguration configuration) : IValidateOptions<ProviderOptions>
    {
        public ValidateOptionsResult Validate(string? name, ProviderOptions options)
        {
            var errors = new List<string>();
            if (!Wire.WebhookSecret.TryParse(options.WebhookSecret, out _, out var secretError))
            {
                errors.Add(secretError);
            }

            if (options.ManagerUrl.Length == 0 && !configuration.GetSection("services:manager").Exists())
            {
                errors.Add("Waypost:ManagerUrl is missing. Set it to the address of the manager, for example http://localhost:3000.");
            }

            Check(
                errors,
                options.ManagerUrl.Length == 0 || IsAddress(options.ManagerUrl),
                "Waypost:ManagerUrl must be an http or https address."
            );
            Check(
                errors,
                options.CallbackUrl is "" or NoCallback || IsAddress(options.CallbackUrl),
                $"Waypost:CallbackUrl must be an http or https address, or '{NoCallback}'."
            );
            Check(
                errors,
                options.WebhookLimit is >= 1024 and <= 256 * 1024 * 1024,
                "Waypost:WebhookLimit must be between 1024 and 268435456 bytes."
            );
            Check(
                errors,
                options.SnapshotLimit is >= 1024 and <= 1024 * 1024 * 1024,
                "Waypost:SnapshotLimit must be between 1024 and 1073741824 bytes."
            );
            Check(
                errors,
                options.PollWait >= TimeSpan.FromSeconds(1) && options.PollWait <= TimeSpan.FromMinutes(1),
                "Waypost:PollWait must be between 00:00:01 and 00:01:00."
            );
            return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
        }

        private static bool IsAddress(string text) =>
            Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0;

        private static void Check(List<string> errors, bool holds, string error)
        {
            if (!holds)
            {
                errors.Add(error);
            }
        }
    }
}

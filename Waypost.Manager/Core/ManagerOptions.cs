namespace Waypost.Manager.Core;

/// <summary>The manager's settings, in the section <c>Waypost</c>.</summary>
internal sealed class ManagerOptions
{
    public const string Section = "Waypost";

    /// <summary>Signs the requests between manager, providers and stats worker.</summary>
    public string WebhookSecret { get; set; } = "";

    /// <summary>Encrypts the Data Protection key ring at rest; at least 32 characters. Needed outside Development.</summary>
    public string? DataProtectionSecret { get; set; }

    /// <summary>Creates the sample shop's flags, metrics and experiments in an empty database.</summary>
    public bool Demo { get; set; }

    /// <summary>
    /// With <see cref="Demo"/> and <c>ConnectionStrings:events</c>: password of the login <c>waypost_reader</c> that the shop creates for
    /// analyses.
    /// </summary>
    public string? DemoReaderPassword { get; set; }

    /// <summary>The address at which applications reach the flag providers; shown in the code snippet beside a new SDK key.</summary>
    public string? ProviderUrl
    {
        get;
        set => field = string.IsNullOrWhiteSpace(value) ? null : value.Trim().TrimEnd('/');
    }

    public BootstrapOptions Bootstrap { get; set; } = new();
}

/// <summary>Settings for the first start on an empty database.</summary>
internal sealed class BootstrapOptions
{
    public string? AdminEmail { get; set; }

    public string? AdminPassword { get; set; }

    public string? AdminToken { get; set; }

    public string? ServerKey { get; set; }

    public string? ClientKey { get; set; }
}

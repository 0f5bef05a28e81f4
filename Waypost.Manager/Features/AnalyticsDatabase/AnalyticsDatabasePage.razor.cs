using System.Globalization;
using Microsoft.AspNetCore.Components;
using Waypost.Manager.Core;
using Waypost.Manager.Http;
using Waypost.Manager.Ui;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.AnalyticsDatabase;

/// <summary>Connects the project to its analytics database. A test reports each check separately.</summary>
public sealed partial class AnalyticsDatabasePage
{
    private const string ExampleQuery = "select experiment_id, user_id, created_at as timestamp, variant as treatment\nfrom exposures";
    private static readonly string[] Fields = ["host", "port", "database", "username", "password", "sslMode", "exposuresQuery"];

    private static readonly (string Mode, string Label)[] SslModes =
    [
        ("prefer", "Encrypted if the server supports it"),
        ("require", "Always encrypted"),
        ("verify-ca", "Always encrypted, certificate checked"),
        ("verify-full", "Always encrypted, certificate and host name checked"),
        ("disable", "Not encrypted"),
    ];

    private AnalyticsDatabaseView? view;
    private SourceReport? report;

    [Inject]
    private GetAnalyticsDatabase.Handler GetDatabase { get; set; } = null!;

    [Inject]
    private ConnectAnalyticsDatabase.Handler ConnectDatabase { get; set; } = null!;

    [Inject]
    private TestAnalyticsDatabase.Handler TestDatabase { get; set; } = null!;

    [Inject]
    private Passwords Passwords { get; set; } = null!;

    [Inject]
    private DisconnectAnalyticsDatabase.Handler DisconnectDatabase { get; set; } = null!;

    private string Host => Posted("host") ?? view?.Host ?? "";

    private string Port => Posted("port") ?? (view?.Port ?? 5432).ToString(CultureInfo.InvariantCulture);

    private string Database => Posted("database") ?? view?.Database ?? "";

    private string Username => Posted("username") ?? view?.Username ?? "";

    /// <summary>As typed now, or in an earlier post of this form; null to use the saved one.</summary>
    private string? Password =>
        Posted("password") is { Length: > 0 } password ? password : Passwords.UnprotectDraft(Posted("kept"), Actor, Workspace.Project.Key);

    private string SslMode => Posted("sslMode") ?? view?.SslMode ?? "prefer";

    private string ExposuresQuery => Posted("exposuresQuery") ?? view?.ExposuresQuery ?? "";

    private string PasswordPlaceholder =>
        Password is not null ? "Kept as entered"
        : view is null ? ""
        : "Leave empty to keep the saved one";

    private string PageUrl => Urls.AnalyticsDatabase(Workspace.Project.Key);

    private AnalyticsDatabaseRequest Request =>
        new()
        {
            Host = Host,
            // Text that is not a number is refused like a port out of range.
            Port = int.TryParse(Port, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : 0,
            Database = Database,
            Username = Username,
            Password = Password,
            SslMode = SslMode,
            ExposuresQuery = ExposuresQuery,
        };

    // Errors shown beside a field are not repeated in the report.
    private IReadOnlyList<string> ShownErrors => Errors(Fields);

    private protected override async Task LoadAsync() =>
        view = (await GetDatabase.HandleAsync(Workspace.Project.Key, Aborted)).Succeeded(out var found, out _) ? found : null;

    private Task SubmitAsync() =>
        !MayAdminister()
            ? Task.CompletedTask
            : PostedAction switch
            {
                "test" => TestAsync(),
                "disconnect" => DisconnectAsync(),
                _ => ConnectAsync(),
            };

    private async Task TestAsync()
    {
        if (!(await TestDatabase.HandleAsync(Workspace.Project.Key, Request, Aborted)).Succeeded(out report, out var refused))
        {
            Refuse(refused);
        }
    }

    private async Task ConnectAsync()
    {
        var outcome = await ConnectDatabase.HandleAsync(
            Workspace.Project.Key,
            Request,
            Posted("revision") is { Length: > 0 } revision ? revision : null,
            Actor,
            Aborted
        );
        report = (outcome.Refusal as Refusal.Unworkable)?.Report as SourceReport;
        await EndAsync(outcome, saved => $"Connected to {saved.Database} on {saved.Host}.", PageUrl);
    }

    private async Task DisconnectAsync()
    {
        if (
            view is not null
            && IsConfirmed(view.Database, $"The name does not match, so nothing was disconnected. Type {view.Database} exactly.")
        )
        {
            await EndAsync(
                await DisconnectDatabase.HandleAsync(Workspace.Project.Key, ETags.Of(view.Revision), Actor, Aborted),
                _ => $"{view.Database} disconnected.",
                PageUrl
            );
        }
    }

    private string? UnlessShown(string message) => ShownErrors.Contains(message) ? null : message;
}

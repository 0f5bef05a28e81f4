using System.Globalization;
using Microsoft.AspNetCore.Components;
using Waypost.Manager.Core;
using Waypost.Manager.Http;
using Waypost.Manager.Ui;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.AnalyticsDatabase;

/// <summary>Connects the project to its events database; the test shows each check by itself.</summary>
public sealed partial class AnalyticsDatabasePage
{
    private const string Example = "select experiment_id, user_id, created_at as timestamp, variant as treatment\nfrom exposures";
    private static readonly string[] Fields = ["host", "port", "database", "username", "password", "sslMode", "exposuresQuery"];

    private static readonly (string Mode, string Words)[] SslModes =
    [
        ("prefer", "Encrypted if the server can"),
        ("require", "Always encrypted"),
        ("verify-ca", "Always encrypted, certificate checked"),
        ("verify-full", "Always encrypted, certificate and host name checked"),
        ("disable", "Not encrypted"),
    ];
    private AnalyticsDatabaseView? view;
    private SourceReport? report;
    private IReadOnlyList<string> confirmErrors = [];

    [Inject]
    private GetAnalyticsDatabase.Handler Get { get; set; } = null!;

    [Inject]
    private ConnectAnalyticsDatabase.Handler Connect { get; set; } = null!;

    [Inject]
    private TestAnalyticsDatabase.Handler Test { get; set; } = null!;

    [Inject]
    private Passwords Passwords { get; set; } = null!;

    [Inject]
    private DisconnectAnalyticsDatabase.Handler Disconnect { get; set; } = null!;

    private string Host => Posted("host") ?? view?.Host ?? "";

    private string Port => Posted("port") ?? (view?.Port ?? 5432).ToString(CultureInfo.InvariantCulture);

    private string Database => Posted("database") ?? view?.Database ?? "";

    private string Username => Posted("username") ?? view?.Username ?? "";

    /// <summary>As typed, now or before the last answer; null: the saved one.</summary>
    private string? Password =>
        Posted("password") is { Length: > 0 } password ? password : Passwords.UnprotectDraft(Posted("kept"), Actor, Workspace.Project.Key);

    private string SslMode => Posted("sslMode") ?? view?.SslMode ?? "prefer";

    private string ExposuresQuery => Posted("exposuresQuery") ?? view?.ExposuresQuery ?? "";

    private AnalyticsDatabaseRequest Request =>
        new()
        {
            Host = Host,
            // What is no number at all is refused like one out of range.
            Port = int.TryParse(Port, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : 0,
            Database = Database,
            Username = Username,
            Password = Password,
            SslMode = SslMode,
            ExposuresQuery = ExposuresQuery,
        };

    // What stands beside a field is not said again in the report.
    private IReadOnlyList<string> Said => Refused.Of(Fields);

    protected override Task OnInitializedAsync() => LoadAsync();

    private async Task LoadAsync() =>
        view = (await Get.HandleAsync(Workspace.Project.Key, Aborted)).Succeeded(out var found, out _) ? found : null;

    private Task SubmitAsync() =>
        !MayAdminister() ? Task.CompletedTask
        : Posted("do") == "test" ? TestAsync()
        : ConnectAsync();

    private async Task TestAsync()
    {
        if (!(await Test.HandleAsync(Workspace.Project.Key, Request, Aborted)).Succeeded(out report, out var refused))
        {
            Refuse(refused);
        }
    }

    private async Task ConnectAsync()
    {
        var outcome = await Connect.HandleAsync(
            Workspace.Project.Key,
            Request,
            Posted("revision") is { Length: > 0 } revision ? revision : null,
            Actor,
            Aborted
        );
        if (outcome.Succeeded(out var saved, out var refused))
        {
            Done($"Connected to {saved.Database} on {saved.Host}.", Urls.AnalyticsDatabase(Workspace.Project.Key));
            return;
        }

        Refuse(refused);
        report = (refused as Refusal.Unworkable)?.Report as SourceReport;
        if (refused is Refusal.Stale)
        {
            await LoadAsync();
        }
    }

    private async Task DisconnectAsync()
    {
        if (!MayAdminister() || view is null)
        {
            return;
        }

        if (Typed("confirm").Trim() != view.Database)
        {
            confirmErrors = [$"Nothing is disconnected: this is not the database's name. Type {view.Database} exactly."];
            Context.Answer(StatusCodes.Status400BadRequest);
            return;
        }

        if (
            (await Disconnect.HandleAsync(Workspace.Project.Key, ETags.Of(view.Revision), Actor, Aborted)).Succeeded(out _, out var refused)
        )
        {
            Done($"{view.Database} is disconnected.", Urls.AnalyticsDatabase(Workspace.Project.Key));
        }
        else
        {
            Refuse(refused);
        }
    }

    private string? Unsaid(string message) => Said.Contains(message) ? null : message;

    private string? Wrong(string field) => Refused.Of(field).Count > 0 ? "true" : null;
}

using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using Npgsql;
using Waypost.Flags;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Features.Experiments;
using Waypost.Manager.Features.Layers;
using Waypost.Manager.Features.Setup;
using Waypost.ServiceDefaults;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Demo;

/// <summary>
/// Creates the shop's analytics database connection, metrics, a finished experiment and a running one. The shop's history refers to
/// experiments 1 and 2: the first ids of an empty database.
/// </summary>
internal sealed class DemoExperiments(
    Changes changes,
    IDataProtectionProvider protection,
    IOptions<ManagerOptions> options,
    IConfiguration configuration,
    StartExperiment.Handler start,
    TimeProvider time
)
{
    public const string QuoteForm = "quote-form";
    public const string SavingsBanner = "savings-banner";
    public const string FormSubmitted = "form-submitted";
    private const string CurrentUser = "waypost_reader";
    private const string Environment = "production";
    private const string ExposuresQuery = "select experiment_id, user_id, timestamp, treatment, device from exposures";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var running = await changes.ApplyAsync<long>(
            Bootstrap.DefaultProject,
            null,
            Actor.System,
            async (change, token) =>
            {
                Connect(change);
                var metrics = Metrics(change);
                await change.Db.SaveChangesAsync(token);
                await FinishedAsync(change, metrics, token);
                return await RunningAsync(change, metrics, token);
            },
            cancellationToken
        );
        var at = new DateTimeOffset(time.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero).AddDays(-6);
        if (
            !running.Succeeded(out var id, out var refusal)
            || (
                refusal = (
                    await start.HandleAsync(new(Bootstrap.DefaultProject, id), new(at), null, Actor.System, cancellationToken)
                ).Refusal
            )
                is not null
        )
        {
            throw new StartException($"The demo's experiments cannot be created: {refusal.Message}");
        }
    }

    private void Connect(ChangeSet change)
    {
        if (
            options.Value.DemoReaderPassword is not { Length: > 0 } password
            || configuration.GetConnectionString("events") is not { Length: > 0 } events
        )
        {
            return;
        }

        var shop = new NpgsqlConnectionStringBuilder(events);
        var database = Data.AnalyticsDatabase.Create(change.Project.Id);
        database.Update(
            new()
            {
                Host = shop.Host ?? "localhost",
                Port = shop.Port,
                Database = shop.Database ?? "events",
                Username = CurrentUser,
                ProtectedPassword = protection.CreateProtector(AnalyticsSource.PasswordPurpose).Protect(password),
                SslMode = shop.SslMode is SslMode.Require or SslMode.VerifyCA or SslMode.VerifyFull ? "require" : "prefer",
                ExposuresQuery = ExposuresQuery,
            },
            change.Actor.Name,
            change.At
        );
        database.Found(["device"]);
        change.Db.Add(database);
    }

    private static Dictionary<string, Metric> Metrics(ChangeSet change)
    {
        var metrics = new[]
        {
            Make(
                FormSubmitted,
                "Form submitted",
                MetricType.Binomial,
                "select user_id, timestamp from events where name = 'form_submitted'"
            ),
            Make("form-opened", "Form opened", MetricType.Binomial, "select user_id, timestamp from events where name = 'form_opened'"),
            Make(
                "seconds-on-form",
                "Seconds on the form",
                MetricType.Duration,
                "select user_id, timestamp, value from events where name = 'time_on_form'",
                MetricGoal.Decrease
            ),
            Make(
                "quoted-euros",
                "Euros quoted",
                MetricType.Revenue,
                "select user_id, timestamp, value from events where name = 'quote_value' and timestamp >= {{start}} and timestamp < {{end}}"
            ),
            Make("page-views", "Page views", MetricType.Count, "select user_id, timestamp from events where name = 'page_viewed'"),
            Make(
                "form-errors",
                "Mistakes in the form",
                MetricType.Count,
                "select user_id, timestamp from events where name = 'form_error'",
                MetricGoal.Decrease
            ),
        };
        change.Db.AddRange(metrics.AsEnumerable<object>());
        return metrics.ToDictionary(m => m.Key);

        Metric Make(string key, string name, MetricType type, string query, MetricGoal goal = MetricGoal.Increase)
        {
            var metric = Metric.Create(change.Project.Id, key);
            metric.Update(
                new()
                {
                    Key = key,
                    Name = name,
                    Type = type,
                    Query = query,
                    Goal = goal,
                },
                "",
                new(MetricCheck.Unchecked, null),
                change.Actor.Name,
                change.At
            );
            return metric;
        }
    }

    /// <summary>It ran before this manager was installed, so it changes no flag.</summary>
    private static async Task FinishedAsync(ChangeSet change, Dictionary<string, Metric> metrics, CancellationToken cancellationToken)
    {
        var from = new DateTimeOffset(change.At.UtcDateTime.Date, TimeSpan.Zero).AddDays(-35);
        var experiment = Plan(
            change,
            QuoteForm,
            "Short quote form",
            28,
            18_000,
            "Four of five visitors who open the quote form never finish it. If it asks only for the address, more of them will.",
            [
                new(metrics[FormSubmitted].Id, MetricRole.Primary),
                new(metrics["quoted-euros"].Id, MetricRole.Secondary),
                new(metrics["seconds-on-form"].Id, MetricRole.Secondary),
                new(metrics["page-views"].Id, MetricRole.Secondary),
                new(metrics["form-errors"].Id, MetricRole.Guardrail, new MetricMargin { Relative = 0.05 }),
            ]
        );
        experiment.Start(from, null, null, change.Actor.Name, change.At);
        await PlanLock.BeginAsync(change, experiment, cancellationToken);
        experiment.Stop(from.AddDays(28), null, change.Actor.Name, change.At);
        await change.Db.SaveChangesAsync(cancellationToken);
        change.Log(AuditEntryTypes.ExperimentStopped, experiment.Flag, experiment.Environment, null, ExperimentView.ToLog(experiment));
    }

    private static async Task<long> RunningAsync(ChangeSet change, Dictionary<string, Metric> metrics, CancellationToken cancellationToken)
    {
        var experiment = Plan(
            change,
            SavingsBanner,
            "Savings on the first page",
            21,
            5_500,
            "A banner that says what neighbours saved sends more visitors to the quote form.",
            [
                new(metrics["form-opened"].Id, MetricRole.Primary),
                new(metrics[FormSubmitted].Id, MetricRole.Secondary),
                new(metrics["page-views"].Id, MetricRole.Guardrail, new MetricMargin { Relative = 0.05 }),
            ]
        );
        // All of the layer's users, because the simulated visitors of the last days know nothing of a layer.
        var layer = Layer.Create(change.Project, "first-page", "First page", change.Actor.Name, change.At);
        change.Db.Add(layer);
        await change.Db.SaveChangesAsync(cancellationToken);
        change.Log(AuditEntryTypes.LayerCreated, null, null, null, LayerView.ToLog(layer));
        experiment.Update(
            experiment.ToPlan() with
            {
                LayerId = layer.Id,
                LayerShare = WeightedVariant.Total,
            },
            change.Actor.Name,
            change.At
        );
        change.Log(AuditEntryTypes.ExperimentCreated, experiment.Flag, experiment.Environment, null, ExperimentView.ToLog(experiment));
        return experiment.Id;
    }

    private static Experiment Plan(
        ChangeSet change,
        string flag,
        string name,
        int days,
        long users,
        string hypothesis,
        IReadOnlyList<MetricUse> metrics
    )
    {
        var experiment = Experiment.Create(
            change.Project.Id,
            change.Environments.Single(e => e.Key == Environment),
            flag,
            change.Actor.Name,
            change.At
        );
        experiment.Update(
            new()
            {
                Name = name,
                Description = "",
                Hypothesis = hypothesis,
                Control = "off",
                Rollout = [new("on", WeightedVariant.Total / 2), new("off", WeightedVariant.Total / 2)],
                PlannedDays = days,
                PlannedUsers = users,
                Metrics = metrics,
                CupedDays = null,
                MinimumEffect = 0.05,
                Learned = "",
            },
            change.Actor.Name,
            change.At
        );
        change.Db.Add(experiment);
        return experiment;
    }
}

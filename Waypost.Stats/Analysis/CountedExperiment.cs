using Microsoft.Extensions.Options;
using Waypost.Stats.AnalyticsDatabase;
using Waypost.Stats.Queries;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Analysis;

/// <summary>Opens a session in an experiment's analytics database, and counts its users.</summary>
internal sealed class ExperimentCounter(AnalyticsSessionFactory sessions, ExposureCounter counter, IOptions<StatsOptions> options)
{
    /// <summary>The caller disposes it, which ends the session.</summary>
    public Task<CountedExperiment> CountAsync(AnalyticsSource source, ExperimentScope scope, CancellationToken cancellationToken) =>
        CountAsync(
            source,
            scope,
            (session, exposures) => counter.CountAsync(session, exposures, scope, cancellationToken),
            cancellationToken
        );

    /// <inheritdoc cref="CountAsync(AnalyticsSource, ExperimentScope, CancellationToken)"/>
    /// <param name="countAsync">Counts the users.</param>
    public async Task<CountedExperiment> CountAsync(
        AnalyticsSource source,
        ExperimentScope scope,
        Func<AnalyticsSession, CustomerQuery, Task<ExposureTally>> countAsync,
        CancellationToken cancellationToken
    )
    {
        var session = await sessions.BeginAsync(source, cancellationToken);
        try
        {
            var exposures = await CustomerQuery.ReadAsync(
                session,
                source.ExposuresQuery,
                QueryWindow.OfExposures(scope),
                NeededColumn.OfExposures,
                options.Value.PreviewTimeout,
                cancellationToken
            );
            var tally = await countAsync(session, exposures);
            return new(sessions, source, session, exposures, tally, options.Value.PreviewTimeout);
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }
}

/// <summary>An experiment whose users are counted, and a session in its analytics database.</summary>
internal sealed class CountedExperiment(
    AnalyticsSessionFactory sessions,
    AnalyticsSource source,
    AnalyticsSession opened,
    CustomerQuery exposures,
    ExposureTally tally,
    TimeSpan limit
) : IAsyncDisposable
{
    public AnalyticsSession Session { get; private set; } = opened;

    public CustomerQuery Exposures => exposures;

    public ExposureTally Tally => tally;

    /// <summary>"16.4".</summary>
    public string DatabaseVersion { get; } = opened.DatabaseVersion;

    /// <summary>Runs the metrics pass by pass, those of one query together; the results are in the metrics' order.</summary>
    /// <param name="runAsync">Runs one pass.</param>
    /// <param name="keyOf">The metric that a result is of.</param>
    /// <param name="reportAsync">The number of steps done, of which counting is the first, and what is done now.</param>
    public async Task<IReadOnlyList<T>> RunAsync<T>(
        IReadOnlyList<ExperimentMetric> metrics,
        Func<AnalyticsSession, IReadOnlyList<ExperimentMetric>, Task<IReadOnlyList<T>>> runAsync,
        Func<T, string> keyOf,
        Func<int, string, Task> reportAsync,
        CancellationToken cancellationToken
    )
    {
        await PrepareJoinsAsync(cancellationToken);
        var results = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var pass in MetricPass.GroupByQuery(metrics))
        {
            await reportAsync(1 + results.Count, string.Join(", ", pass.Select(metric => metric.Definition.Name)));
            if (Session.IsBroken)
            {
                // A query that does not end in time can break the connection. The other metrics get a new one.
                await Session.DisposeAsync();
                Session = await sessions.BeginAsync(source, cancellationToken);
                await PrepareJoinsAsync(cancellationToken);
            }

            foreach (var result in await runAsync(Session, pass))
            {
                results[keyOf(result)] = result;
            }
        }

        return [.. metrics.Select(metric => results[metric.Definition.Key])];
    }

    public ValueTask DisposeAsync() => Session.DisposeAsync();

    private Task PrepareJoinsAsync(CancellationToken cancellationToken) =>
        JoinPlan.PrepareAsync(Session, tally.Total, limit, cancellationToken);
}

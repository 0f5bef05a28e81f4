using System.Data;
using System.Globalization;
using Npgsql;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.AnalyticsDatabase;

/// <summary>
/// Runs work on one connection within one time limit: at the limit the work is cancelled, and <see cref="Grace"/> later the connection is
/// abandoned, even if the server does not respond. Also turns Npgsql's exceptions into <see cref="AnalyticsDatabaseException"/>.
/// </summary>
internal sealed class QueryDeadline(AnalyticsConnection connection, TimeProvider time) : IAsyncDisposable
{
    /// <summary>How long a cancelled query may take to end.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private bool isAbandoned;

    /// <summary>The connection is lost; another one may work.</summary>
    public bool IsBroken => isAbandoned || connection.Open.State != ConnectionState.Open;

    /// <summary>
    /// Ends in time in any case. Npgsql's cancellation may block on a server that does not respond, so the work is then left running.
    /// </summary>
    public async Task<T> RunAsync<T>(TimeSpan limit, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        if (IsBroken)
        {
            throw ConnectionLost();
        }
        using var finished = new CancellationTokenSource();
        var working = Task.Run(() => TranslateAsync(limit, work, cancellationToken), CancellationToken.None);
        var first = await Task.WhenAny(working, ExpireAsync(limit, finished.Token, cancellationToken));
        await finished.CancelAsync();
        if (first == working)
        {
            return await working;
        }

        isAbandoned = true;
        _ = working.ContinueWith(
            async ended =>
            {
                _ = ended.Exception; // observed, so that it is not reported as unhandled
                await connection.DisposeAsync();
            },
            CancellationToken.None,
            TaskContinuationOptions.None,
            TaskScheduler.Default
        );
        cancellationToken.ThrowIfCancellationRequested();
        throw TooSlow(limit);
    }

    /// <summary>The same for work without a result.</summary>
    public Task RunAsync(TimeSpan limit, Func<CancellationToken, Task> work, CancellationToken cancellationToken) =>
        RunAsync(
            limit,
            async token =>
            {
                await work(token);
                return true;
            },
            cancellationToken
        );

    public async ValueTask DisposeAsync()
    {
        if (!isAbandoned)
        {
            await connection.DisposeAsync();
        }
    }

    private async Task<T> TranslateAsync<T>(TimeSpan limit, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            return await work(either.Token);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception) when (deadline.IsCancellationRequested)
        {
            throw TooSlow(limit);
        }
        catch (PostgresException exception) when (exception.SqlState.StartsWith("57P", StringComparison.Ordinal))
        {
            throw ConnectionLost(exception);
        }
        catch (PostgresException exception)
        {
            throw AnalyticsDatabaseException.From(exception);
        }
        catch (NpgsqlException exception)
        {
            throw ConnectionLost(exception);
        }
    }

    /// <summary>Completes when the grace period after the limit or the cancellation is over, or the work has finished.</summary>
    private async Task ExpireAsync(TimeSpan limit, CancellationToken finished, CancellationToken cancellationToken)
    {
        using (var either = CancellationTokenSource.CreateLinkedTokenSource(finished, cancellationToken))
        {
            await Task.Delay(limit, time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        await Task.Delay(Grace, time, finished).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static AnalyticsDatabaseException TooSlow(TimeSpan limit) =>
        new(
            CheckCodes.QueryTooSlow,
            string.Create(
                CultureInfo.InvariantCulture,
                $"The query was stopped after {limit.TotalSeconds:0.#} s. Add an index, or reduce the number of rows."
            )
        );

    private static AnalyticsDatabaseException ConnectionLost(Exception? cause = null) =>
        new(CheckCodes.CannotConnect, "The connection to the analytics database was lost while a query was running.", cause);
}

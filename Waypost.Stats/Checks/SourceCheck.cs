using Waypost.Stats.AnalyticsDatabase;
using Waypost.Stats.Queries;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Checks;

/// <summary>Checks a connection and its exposures query.</summary>
internal sealed class SourceCheck(AnalyticsSessionFactory sessions, QueryCheck check, SuggestedIndexes indexes)
{
    internal const string NoConnection = "Not run, because the connection failed.";

    internal static CheckReport Passed { get; } = new() { Ok = true, Message = "Connected and logged in. The login is read-only." };

    public async Task<SourceReport> RunAsync(SourceCheckRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await using var session = await sessions.BeginAsync(request.Source, cancellationToken);
            var exposures = await check.RunAsync(session, request.Source.ExposuresQuery, NeededColumn.OfExposures, cancellationToken);
            return new()
            {
                Credentials = Passed,
                Exposures = exposures,
                SuggestedIndexes = exposures.Ok
                    ? await indexes.ForExposuresAsync(session, request.Source.ExposuresQuery, cancellationToken)
                    : [],
            };
        }
        catch (AnalyticsDatabaseException exception)
        {
            return new() { Credentials = Failed(exception), Exposures = QueryCheck.NotRun(NoConnection) };
        }
    }

    internal static CheckReport Failed(AnalyticsDatabaseException exception) =>
        new()
        {
            Ok = false,
            Code = exception.Code,
            Message = exception.Message,
            Sql = exception.Sql,
        };
}

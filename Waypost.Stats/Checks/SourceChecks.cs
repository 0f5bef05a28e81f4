using Waypost.Stats.AnalyticsDatabase;
using Waypost.Stats.Queries;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Checks;

/// <summary>Does the connection work, and does its exposures query?</summary>
internal sealed class SourceChecks(EventsSessions sessions, QueryCheck check, SuggestedIndexes indexes)
{
    internal static CheckReport Fine { get; } = new() { Ok = true, Message = "Connected, logged in, and the login may only read." };

    public async Task<SourceReport> AnswerAsync(SourceQuestion question, CancellationToken cancellationToken)
    {
        try
        {
            await using var session = await sessions.BeginAsync(question.Source, cancellationToken);
            var exposures = await check.RunAsync(session, question.Source.ExposuresQuery, NeededColumn.OfExposures, cancellationToken);
            return new()
            {
                Credentials = Fine,
                Exposures = exposures,
                SuggestedIndexes = exposures.Ok
                    ? await indexes.ForExposuresAsync(session, question.Source.ExposuresQuery, cancellationToken)
                    : [],
            };
        }
        catch (EventsFault fault)
        {
            return new() { Credentials = Refused(fault), Exposures = QueryCheck.NotRun("Not run: the connection comes first.") };
        }
    }

    internal static CheckReport Refused(EventsFault fault) =>
        new()
        {
            Ok = false,
            Code = fault.Code,
            Message = fault.Message,
            Sql = fault.Sql,
        };
}

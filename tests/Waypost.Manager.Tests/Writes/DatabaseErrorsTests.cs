using System.Net.Sockets;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using Waypost.Manager.Core;
using Waypost.Manager.Http;

namespace Waypost.Manager.Tests.Writes;

/// <summary>What PostgreSQL's failures mean for whoever asked.</summary>
public sealed class DatabaseFailuresTests
{
    public static readonly TheoryData<string> Away = ["08006", "28P01", "3D000", "53300", "57P01", "57P03", "40001", "40P01"];

    [Theory]
    [MemberData(nameof(Away))]
    public void Who_does_not_answer_may_answer_later(string sqlState) =>
        Assert.IsType<Refusal.Unavailable>(DatabaseErrors.Of(new DbUpdateException("", Failure(sqlState))));

    [Fact]
    public void A_lost_connection_is_the_same_after_all_retries() =>
        Assert.IsType<Refusal.Unavailable>(
            DatabaseErrors.Of(new RetryLimitExceededException("", new NpgsqlException("", new SocketException())))
        );

    [Fact]
    public void A_timeout_is_the_same() =>
        Assert.IsType<Refusal.Unavailable>(DatabaseErrors.Of(new InvalidOperationException("", new TimeoutException())));

    [Fact]
    public void What_somebody_else_made_at_the_same_moment_is_a_conflict() =>
        Assert.IsType<Refusal.Conflict>(DatabaseErrors.Of(new DbUpdateException("", Failure(PostgresErrorCodes.UniqueViolation))));

    [Fact]
    public void Text_PostgreSQL_cannot_keep_is_the_callers_fault() =>
        Assert.IsType<Refusal.Invalid>(DatabaseErrors.Of(Failure(PostgresErrorCodes.UntranslatableCharacter)));

    [Fact]
    public void A_wrong_statement_is_ours() => Assert.Null(DatabaseErrors.Of(Failure(PostgresErrorCodes.SyntaxError)));

    [Fact]
    public void Anything_else_is_not_the_databases() => Assert.Null(DatabaseErrors.Of(new InvalidOperationException()));

    private static PostgresException Failure(string sqlState) => new("broken", "ERROR", "ERROR", sqlState);
}

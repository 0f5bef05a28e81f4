using System.Net.Sockets;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using Waypost.Manager.Core;
using Waypost.Manager.Http;

namespace Waypost.Manager.Tests.Writes;

/// <summary>How PostgreSQL's errors are reported to the caller.</summary>
public sealed class DatabaseErrorsTests
{
    public static readonly TheoryData<string> UnavailableCodes = ["08006", "28P01", "3D000", "53300", "57P01", "57P03", "40001", "40P01"];

    [Theory]
    [MemberData(nameof(UnavailableCodes))]
    public void A_database_that_is_unavailable_gives_a_temporary_error(string sqlState) =>
        Assert.IsType<Refusal.Unavailable>(DatabaseErrors.Of(new DbUpdateException("", Failure(sqlState))));

    [Fact]
    public void A_lost_connection_after_all_retries_is_temporary() =>
        Assert.IsType<Refusal.Unavailable>(
            DatabaseErrors.Of(new RetryLimitExceededException("", new NpgsqlException("", new SocketException())))
        );

    [Fact]
    public void A_timeout_is_temporary() =>
        Assert.IsType<Refusal.Unavailable>(DatabaseErrors.Of(new InvalidOperationException("", new TimeoutException())));

    [Fact]
    public void A_unique_violation_is_a_conflict() =>
        Assert.IsType<Refusal.Conflict>(DatabaseErrors.Of(new DbUpdateException("", Failure(PostgresErrorCodes.UniqueViolation))));

    [Fact]
    public void Text_that_PostgreSQL_cannot_store_is_invalid_input() =>
        Assert.IsType<Refusal.Invalid>(DatabaseErrors.Of(Failure(PostgresErrorCodes.UntranslatableCharacter)));

    [Fact]
    public void An_invalid_statement_is_an_unexpected_error() => Assert.Null(DatabaseErrors.Of(Failure(PostgresErrorCodes.SyntaxError)));

    [Fact]
    public void Other_exceptions_are_not_database_errors() => Assert.Null(DatabaseErrors.Of(new InvalidOperationException()));

    private static PostgresException Failure(string sqlState) => new("broken", "ERROR", "ERROR", sqlState);
}

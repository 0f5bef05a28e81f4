using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Waypost.Manager.Data;
using Waypost.Manager.Tests.Support;

namespace Waypost.Manager.Tests.Writes;

/// <summary>The connection breaks at the commit, when the manager cannot know whether it succeeded: the edit is saved once.</summary>
[Trait("Fault", "4")]
public sealed class CommitFailureTests(ManagerDatabase database) : IClassFixture<ManagerDatabase>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_edit_whose_commit_fails_is_saved_once(bool isCommitted)
    {
        var breaking = new BreakingCommit(isCommitted);
        await using var manager = RunningManager.Start(
            database.ConnectionString,
            services: services => services.ConfigureDbContext<ManagerDb>(options => options.AddInterceptors(breaking))
        );
        using var client = manager.Client(RunningManager.AdminToken);
        var flag = isCommitted ? "committed" : "rolled-back";
        (await client.CallAsync("POST /projects/default/flags", $$"""{"key":"{{flag}}"}""")).Expect(201);
        var path = $"/projects/default/environments/production/flags/{flag}";
        var before = (await client.CallAsync($"GET {path}"))["version"];

        breaking.Arm();
        var changed = (await client.CallAsync($"PATCH {path}", """{"enabled":true}""")).Expect(200);

        Assert.True(breaking.HasBroken);
        Assert.Equal(("True", NextAfter(before)), (changed["enabled"], changed["version"]));
        var saved = await client.CallAsync($"GET {path}");
        Assert.Equal(("True", NextAfter(before)), (saved["enabled"], saved["version"]));
        await using var db = ManagerDatabase.Open(database.ConnectionString);
        Assert.Equal(
            1,
            await db.AuditEntries.CountAsync(e => e.Flag == flag && e.Type != "FLAG_CREATED", TestContext.Current.CancellationToken)
        );
    }

    private static string NextAfter(string? version) =>
        (long.Parse(version!, CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture);

    /// <summary>Once armed, fails the next commit as a broken connection does: before it, or after it succeeded.</summary>
    private sealed class BreakingCommit(bool isCommitted) : DbTransactionInterceptor
    {
        private int armed;

        public bool HasBroken { get; private set; }

        public void Arm() => Interlocked.Exchange(ref armed, 1);

        public override ValueTask<InterceptionResult> TransactionCommittingAsync(
            DbTransaction transaction,
            TransactionEventData eventData,
            InterceptionResult result,
            CancellationToken cancellationToken = default
        )
        {
            BreakIf(!isCommitted);
            return base.TransactionCommittingAsync(transaction, eventData, result, cancellationToken);
        }

        public override Task TransactionCommittedAsync(
            DbTransaction transaction,
            TransactionEndEventData eventData,
            CancellationToken cancellationToken = default
        )
        {
            BreakIf(isCommitted);
            return base.TransactionCommittedAsync(transaction, eventData, cancellationToken);
        }

        private void BreakIf(bool isTime)
        {
            if (isTime && Interlocked.Exchange(ref armed, 0) == 1)
            {
                HasBroken = true;
                throw new NpgsqlException("The connection broke.", new IOException("broken"));
            }
        }
    }
}

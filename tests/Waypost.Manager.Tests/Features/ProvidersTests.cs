using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Tests.Support;

namespace Waypost.Manager.Tests.Features;

/// <summary>The list of provider replicas, and how far behind each is.</summary>
public sealed class ProvidersTests(ManagerUnderTest manager) : IClassFixture<ManagerUnderTest>
{
    [Fact]
    public async Task Only_live_replicas_are_listed_with_their_lag_by_environment()
    {
        (await manager.Editor.CallAsync("POST /projects/default/flags", """{"key":"form"}""")).Expect(201);
        (await manager.Editor.CallAsync("PATCH /projects/default/environments/production/flags/form", """{"enabled":true}""")).Expect(200);
        await using var db = manager.OpenDatabase();
        var epoch = await db
            .Environments.Where(e => e.Key == "production")
            .Select(e => e.Epoch)
            .SingleAsync(TestContext.Current.CancellationToken);
        var (now, versions) = (
            TimeProvider.System.GetUtcNow(),
            $$"""{"default/production":"{{epoch}}.1","default/development":"another.9"}"""
        );
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into provider_instances (instance_id, callback_url, versions, connections, last_seen, lease_until) values
              ('live', 'http://10.0.0.1:5050', {versions}::json, 7, {now}, {now.AddMinutes(1)}),
              ('gone', null, {"{}"}::json, 0, {now.AddHours(-1)}, {now.AddMinutes(-1)})
            """,
            TestContext.Current.CancellationToken
        );

        var replica = Assert.Single(
            (await manager.Viewer.CallAsync("GET /providers")).Expect(200).Body.GetProperty("items").EnumerateArray()
        );

        Assert.Equal("live", replica.GetProperty("instanceId").GetString());
        Assert.Equal(7, replica.GetProperty("connections").GetInt32());
        Assert.Equal(1, replica.GetProperty("lag").GetProperty("default/production").GetInt64());
        // A replica with another epoch is behind by all versions.
        Assert.Equal(1, replica.GetProperty("lag").GetProperty("default/development").GetInt64());
        Assert.Equal($"{epoch}.1", replica.GetProperty("versions").GetProperty("default/production").GetString());
    }
}

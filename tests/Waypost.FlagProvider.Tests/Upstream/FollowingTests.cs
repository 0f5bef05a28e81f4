using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Waypost.FlagProvider.Store;
using Waypost.FlagProvider.Tests.Support;
using Waypost.FlagProvider.Upstream;
using Waypost.Testing;

namespace Waypost.FlagProvider.Tests.Upstream;

/// <summary>The long poll: what heals a lost webhook and feeds replicas nobody can address.</summary>
public class FollowingTests
{
    private static readonly EnvironmentKey Development = new("default", "development");

    public static TheoryData<string> Breakages => ["500", "503", "401", "garbage", "null", "cut", "wrong environment", "newer schema"];

    [Fact]
    public async Task A_new_replica_fetches_every_environment_and_the_keys()
    {
        await using var provider = await TestProvider.FollowingAsync(
            TestProvider.Holding(Sample.Snapshot(3), Sample.Snapshot(8, "e9", Development))
        );

        Assert.Equal("e1.3", Held(provider));
        Assert.Equal("e9.8", Held(provider, Development));
        Assert.Equal(1, provider.Service<KeyStore>().Current!.Version);
    }

    [Fact]
    public async Task A_replica_says_who_it_is_where_it_is_and_what_it_holds()
    {
        await using var provider = await TestProvider.FollowingAsync();
        await Eventually.IsTrueAsync(() => provider.Manager.Registrations.Count >= 2);

        var registration = provider.Manager.Registrations.Last();

        Assert.Equal("provider-1", registration.InstanceId);
        Assert.Equal(
            provider.Address.GetLeftPart(UriPartial.Authority),
            registration.CallbackUrl ?? provider.Address.GetLeftPart(UriPartial.Authority)
        );
        Assert.Equal("e1.1", registration.Versions["default/production"]);
        Assert.Equal(1, registration.KeysVersion);
    }

    [Fact]
    public async Task A_replica_that_nobody_can_call_asks_for_no_webhooks()
    {
        await using var provider = await TestProvider.FollowingAsync(
            settings: [("urls", "http://0.0.0.0:0"), ("Waypost:CallbackUrl", "none")]
        );

        Assert.All(provider.Manager.Registrations, registration => Assert.Null(registration.CallbackUrl));
    }

    [Fact]
    public async Task A_manager_that_starts_later_is_no_news_and_one_that_stays_away_is_one_warning()
    {
        var (time, log) = (new FakeTimeProvider(), new CapturedLogs());
        var manager = new FakeManager();
        manager.Break(HttpStatusCode.ServiceUnavailable);
        await using var provider = await TestProvider.StartAsync(manager, time, builder => builder.Logging.AddProvider(log));
        await Eventually.IsTrueAsync(() => Said(LogLevel.Information).Any());

        Assert.Empty(Said(LogLevel.Warning));
        await Eventually.IsTrueAsync(() => Advanced(time) && Said(LogLevel.Warning).Any());
        manager.Hold(Sample.Snapshot(1));
        manager.Mend();
        await Eventually.IsTrueAsync(() => Advanced(time) && provider.Service<ManagerContact>().HasCaughtUp);

        Assert.Single(Said(LogLevel.Information));
        Assert.Single(Said(LogLevel.Warning));

        IEnumerable<string> Said(LogLevel level) =>
            from entry in log.Entries
            where entry.Level == level && entry.Text.Contains("cannot be followed", StringComparison.Ordinal)
            select entry.Text;

        static bool Advanced(FakeTimeProvider time)
        {
            time.Advance(TimeSpan.FromMilliseconds(500));
            return true;
        }
    }

    [Fact]
    [Trait("Fault", "05")]
    public async Task A_lost_webhook_is_healed_by_the_long_poll()
    {
        await using var provider = await TestProvider.FollowingAsync();

        provider.Manager.Hold(Sample.Snapshot(2));

        await Eventually.IsTrueAsync(() => Held(provider) == "e1.2");
    }

    [Fact]
    [Trait("Fault", "22")]
    public async Task A_restored_backup_is_followed_although_its_version_is_lower()
    {
        await using var provider = await TestProvider.FollowingAsync(TestProvider.Holding(Sample.Snapshot(90)));

        provider.Manager.Hold(Sample.Snapshot(70, "e2"));

        await Eventually.IsTrueAsync(() => Held(provider) == "e2.70");
    }

    [Fact]
    public async Task A_webhook_that_arrives_saves_the_fetch()
    {
        var time = new FakeTimeProvider();
        await using var provider = await TestProvider.FollowingAsync(time: time);
        await provider.PostAsync(Sample.Updated(Sample.Patch(1, 2)));
        var before = provider.Manager.SnapshotRequests;

        provider.Manager.Hold(Sample.Snapshot(3));
        await provider.PostAsync(Sample.Updated(Sample.Patch(2, 3)));
        var registrations = provider.Manager.Registrations.Count;
        await Eventually.IsTrueAsync(() => Advanced(time, () => provider.Manager.Registrations.Count >= registrations + 2));

        Assert.Equal(before, provider.Manager.SnapshotRequests);
    }

    [Theory]
    [MemberData(nameof(Breakages))]
    public async Task A_broken_manager_changes_nothing_and_is_followed_again_once_it_is_mended(string breakage)
    {
        var time = new FakeTimeProvider();
        await using var provider = await TestProvider.FollowingAsync(time: time);

        Break(provider.Manager, breakage);
        await Eventually.IsTrueAsync(() => Advanced(time, () => provider.Service<ManagerContact>().LostFor is not null));
        Assert.Equal("e1.1", Held(provider));
        using (var served = await provider.GetAsync("/flags"))
        {
            Assert.Equal(HttpStatusCode.OK, served.StatusCode);
        }

        provider.Manager.Mend();
        provider.Manager.Hold(Sample.Snapshot(2));
        await Eventually.IsTrueAsync(() =>
            Advanced(time, () => Held(provider) == "e1.2" && provider.Service<ManagerContact>().LostFor is null)
        );
    }

    [Fact]
    public async Task A_manager_that_is_back_is_believed_at_once_although_nothing_changed()
    {
        var time = new FakeTimeProvider();
        await using var provider = await TestProvider.FollowingAsync(time: time);
        provider.Manager.Break(HttpStatusCode.BadGateway);
        await Eventually.IsTrueAsync(() => Advanced(time, () => provider.Service<ManagerContact>().LostFor is not null));

        provider.Manager.Mend();

        await Eventually.IsTrueAsync(() => Advanced(time, () => provider.Service<ManagerContact>().LostFor is null));
        Assert.Equal("healthy", (await provider.HealthAsync()).GetProperty("status").GetString());
    }

    [Fact]
    [Trait("Fault", "23")]
    public async Task A_manager_that_hangs_is_noticed_within_thirty_seconds()
    {
        var time = new FakeTimeProvider();
        await using var provider = await TestProvider.FollowingAsync(time: time);
        provider.Manager.Break(
            async (_, cancellation) =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
                throw new InvalidOperationException();
            }
        );

        time.Advance(TimeSpan.FromSeconds(31));

        Assert.Equal("degraded", (await provider.HealthAsync()).GetProperty("status").GetString());
    }

    [Fact]
    public async Task An_answer_without_environments_never_empties_the_flags()
    {
        await using var provider = await TestProvider.FollowingAsync();

        provider.Manager.Forget(Sample.Production);
        var before = provider.Manager.Registrations.Count;
        await Eventually.IsTrueAsync(() => provider.Manager.Registrations.Count >= before + 2);

        Assert.Equal("e1.1", Held(provider));
    }

    [Fact]
    public async Task An_environment_the_manager_neither_lists_nor_knows_is_dropped()
    {
        await using var provider = await TestProvider.FollowingAsync(
            TestProvider.Holding(Sample.Snapshot(1), Sample.Snapshot(1, "e9", Development))
        );

        provider.Manager.Forget(Development);

        await Eventually.IsTrueAsync(() => provider.Store.Find(Development) is null);
        Assert.Equal("e1.1", Held(provider));
    }

    [Fact]
    public async Task Revoked_keys_are_fetched_although_their_webhook_was_lost()
    {
        await using var provider = await TestProvider.FollowingAsync();

        provider.Manager.Hold(Sample.Keys(2, Sample.Key(Sample.ClientKey, Wire.SdkKey.Client)));

        await Eventually.IsTrueAsync(() => provider.Service<KeyStore>().Current!.Version == 2);
        using var answer = await provider.GetAsync("/flags");
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    private static void Break(FakeManager manager, string how)
    {
        switch (how)
        {
            case "cut":
                manager.Break((_, _) => throw new HttpRequestException("The connection was cut."));
                break;
            case "garbage" or "null":
                manager.Break(
                    (_, _) =>
                        Task.FromResult(
                            new HttpResponseMessage(HttpStatusCode.OK)
                            {
                                Content = new StringContent(how == "null" ? "null" : "<html>Welcome to the proxy</html>"),
                            }
                        )
                );
                break;
            case "wrong environment" or "newer schema":
                var snapshot =
                    how == "newer schema"
                        ? """{"schema":99,"project":"default","environment":"production","epoch":"e1","version":99}"""
                        : """{"project":"default","environment":"staging","epoch":"e1","version":99}""";
                manager.Break(
                    (request, _) =>
                        Task.FromResult(
                            new HttpResponseMessage(HttpStatusCode.OK)
                            {
                                Content = new StringContent(
                                    request.RequestUri!.AbsolutePath.Contains("snapshots", StringComparison.Ordinal)
                                        ? snapshot
                                        : """{"leaseSeconds":60,"versions":{"default/production":"e1.99","no slash":"e1.2","a/b":"none"},"keysVersion":1}"""
                                ),
                            }
                        )
                );
                break;
            default:
                manager.Break((HttpStatusCode)int.Parse(how, System.Globalization.CultureInfo.InvariantCulture));
                break;
        }
    }

    private static bool Advanced(FakeTimeProvider time, Func<bool> condition)
    {
        time.Advance(TimeSpan.FromMilliseconds(250));
        return condition();
    }

    private static string? Held(TestProvider provider, EnvironmentKey? key = null) =>
        provider.Store.Find(key ?? Sample.Production)?.Current?.Id;
}

using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Waypost.FlagProvider.Store;
using Waypost.FlagProvider.Tests.Support;
using Waypost.FlagProvider.Upstream;
using Waypost.Testing;

namespace Waypost.FlagProvider.Tests.Upstream;

/// <summary>What the provider does while the manager fails or hangs, and after its recovery.</summary>
public class ManagerOutageTests
{
    public static TheoryData<string> Failures => ["500", "503", "401", "garbage", "null", "reset", "wrong environment", "newer schema"];

    [Fact]
    public async Task A_manager_that_stays_unavailable_is_logged_once_as_information_and_once_as_a_warning()
    {
        var (time, log) = (new FakeTimeProvider(), new CapturedLogs());
        var manager = new FakeManager();
        manager.FailWith(HttpStatusCode.ServiceUnavailable);
        await using var provider = await TestProvider.StartAsync(manager, time, builder => builder.Logging.AddProvider(log));
        await Eventually.IsTrueAsync(() => Logged(LogLevel.Information).Any());

        Assert.Empty(Logged(LogLevel.Warning));
        await Eventually.IsTrueAsync(() => Advance(time) && Logged(LogLevel.Warning).Any());
        manager.Set(TestData.Snapshot(1));
        manager.Recover();
        await Eventually.IsTrueAsync(() => Advance(time) && provider.Service<ManagerStatus>().HasCaughtUp);

        Assert.Single(Logged(LogLevel.Information));
        Assert.Single(Logged(LogLevel.Warning));

        IEnumerable<string> Logged(LogLevel level) =>
            from entry in log.Entries
            where entry.Level == level && entry.Text.Contains("cannot be reached", StringComparison.Ordinal)
            select entry.Text;

        static bool Advance(FakeTimeProvider time)
        {
            time.Advance(TimeSpan.FromMilliseconds(500));
            return true;
        }
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_broken_manager_changes_nothing_and_is_followed_again_after_its_recovery(string failure)
    {
        var time = new FakeTimeProvider();
        await using var provider = await TestProvider.StartAndSyncAsync(time: time);

        MakeFail(provider.Manager, failure);
        await Eventually.IsTrueAsync(() => Advance(time, () => provider.Service<ManagerStatus>().LostFor is not null));
        Assert.Equal("e1.1", CurrentVersion(provider));
        using (var served = await provider.GetAsync("/flags"))
        {
            Assert.Equal(HttpStatusCode.OK, served.StatusCode);
        }

        provider.Manager.Recover();
        provider.Manager.Set(TestData.Snapshot(2));
        await Eventually.IsTrueAsync(() =>
            Advance(time, () => CurrentVersion(provider) == "e1.2" && provider.Service<ManagerStatus>().LostFor is null)
        );
    }

    [Fact]
    public async Task A_recovered_manager_counts_as_available_at_once_although_nothing_changed()
    {
        var time = new FakeTimeProvider();
        await using var provider = await TestProvider.StartAndSyncAsync(time: time);
        provider.Manager.FailWith(HttpStatusCode.BadGateway);
        await Eventually.IsTrueAsync(() => Advance(time, () => provider.Service<ManagerStatus>().LostFor is not null));

        provider.Manager.Recover();

        await Eventually.IsTrueAsync(() => Advance(time, () => provider.Service<ManagerStatus>().LostFor is null));
        Assert.Equal("healthy", (await provider.HealthAsync()).GetProperty("status").GetString());
    }

    [Fact]
    [Trait("Fault", "23")]
    public async Task A_manager_that_hangs_is_reported_within_thirty_seconds()
    {
        var time = new FakeTimeProvider();
        await using var provider = await TestProvider.StartAndSyncAsync(time: time);
        provider.Manager.FailWith(
            async (_, cancellation) =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
                throw new InvalidOperationException();
            }
        );

        time.Advance(TimeSpan.FromSeconds(31));

        Assert.Equal("degraded", (await provider.HealthAsync()).GetProperty("status").GetString());
    }

    private static void MakeFail(FakeManager manager, string failure)
    {
        switch (failure)
        {
            case "reset":
                manager.FailWith((_, _) => throw new HttpRequestException("The connection was reset."));
                break;
            case "garbage":
                manager.FailWith((_, _) => Ok("<html>Welcome to the proxy</html>"));
                break;
            case "null":
                manager.FailWith((_, _) => Ok("null"));
                break;
            case "wrong environment":
                FailWithSnapshot("""{"project":"default","environment":"staging","epoch":"e1","version":99}""");
                break;
            case "newer schema":
                FailWithSnapshot("""{"schema":99,"project":"default","environment":"production","epoch":"e1","version":99}""");
                break;
            default:
                manager.FailWith((HttpStatusCode)int.Parse(failure, CultureInfo.InvariantCulture));
                break;
        }

        void FailWithSnapshot(string snapshot)
        {
            const string Registration =
                """{"leaseSeconds":60,"versions":{"default/production":"e1.99","no slash":"e1.2","a/b":"none"},"keysVersion":1}""";
            manager.FailWith(
                (request, _) =>
                    Ok(request.RequestUri!.AbsolutePath.Contains("snapshots", StringComparison.Ordinal) ? snapshot : Registration)
            );
        }

        static Task<HttpResponseMessage> Ok(string body) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(body) });
    }

    private static bool Advance(FakeTimeProvider time, Func<bool> condition)
    {
        time.Advance(TimeSpan.FromMilliseconds(250));
        return condition();
    }

    private static string? CurrentVersion(TestProvider provider, EnvironmentKey? key = null) =>
        provider.Store.Find(key ?? TestData.Production)?.Current?.Id;
}

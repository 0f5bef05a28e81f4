using Waypost.FlagProvider.Store;
using Waypost.FlagProvider.Tests.Support;
using Waypost.Wire;

namespace Waypost.FlagProvider.Tests.Store;

public class SdkKeyStoreTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly SdkKeyStore keys = new();

    [Fact]
    public void A_key_is_found_by_its_hash()
    {
        keys.Apply(TestData.Keys());

        Assert.Equal(SdkKey.Server, keys.Current!.Find(TestData.ServerKey, Now, out _)!.Kind);
        Assert.Equal(SdkKey.Client, keys.Current!.Find(TestData.ClientKey, Now, out _)!.Kind);
    }

    [Theory]
    [InlineData("")]
    [InlineData("wp_server_0123456789abcdefghijklmnopqrstuvwxyzABCE")]
    [InlineData("WP_SERVER_0123456789abcdefghijklmnopqrstuvwxyzABCD")]
    public void Any_other_text_is_not_a_key(string text)
    {
        keys.Apply(TestData.Keys());

        Assert.Null(keys.Current!.Find(text, Now, out _));
    }

    [Fact]
    [Trait("Fault", "14")]
    public void A_rotated_key_is_valid_until_its_grace_period_ends()
    {
        keys.Apply(TestData.Keys(1, TestData.Key(expiresAt: Now)));

        Assert.NotNull(keys.Current!.Find(TestData.ServerKey, Now.AddSeconds(-1), out _));
        Assert.Null(keys.Current!.Find(TestData.ServerKey, Now, out _));
    }

    [Fact]
    public void Older_keys_that_arrive_late_do_not_restore_a_revoked_key()
    {
        keys.Apply(TestData.Keys(2, TestData.Key(TestData.ClientKey, SdkKey.Client)));

        Assert.Equal(ApplyOutcome.AlreadyNewer, keys.Apply(TestData.Keys(1)));
        Assert.Null(keys.Current!.Find(TestData.ServerKey, Now, out _));
    }

    [Fact]
    [Trait("Fault", "22")]
    public void Fetched_keys_replace_higher_versions_because_a_restored_backup_goes_back()
    {
        keys.Apply(TestData.Keys(9));

        keys.ApplyFetched(TestData.Keys(4), keys.Current);

        Assert.Equal(4, keys.Current!.Version);
    }

    [Fact]
    public void Fetched_keys_do_not_replace_keys_pushed_during_the_request()
    {
        keys.Apply(TestData.Keys(4));
        var currentAtRequest = keys.Current;
        keys.Apply(TestData.Keys(6));

        keys.ApplyFetched(TestData.Keys(5), currentAtRequest);

        Assert.Equal(6, keys.Current!.Version);
    }

    [Fact]
    public void A_malformed_hash_is_ignored()
    {
        keys.Apply(TestData.Keys(1, TestData.Key() with { Hash = "zz" }, TestData.Key(TestData.ClientKey, SdkKey.Client)));

        Assert.NotNull(keys.Current!.Find(TestData.ClientKey, Now, out _));
    }
}

using Waypost.FlagProvider.Store;
using Waypost.FlagProvider.Tests.Support;
using Waypost.Wire;

namespace Waypost.FlagProvider.Tests.Store;

public class KeyStoreTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly KeyStore keys = new();

    [Fact]
    public void A_key_is_found_by_its_hash()
    {
        keys.Apply(Sample.Keys());

        Assert.Equal(SdkKey.Server, keys.Current!.Find(Sample.ServerKey, Now, out _)!.Kind);
        Assert.Equal(SdkKey.Client, keys.Current!.Find(Sample.ClientKey, Now, out _)!.Kind);
    }

    [Theory]
    [InlineData("")]
    [InlineData("wp_server_0123456789abcdefghijklmnopqrstuvwxyzABCE")]
    [InlineData("WP_SERVER_0123456789abcdefghijklmnopqrstuvwxyzABCD")]
    public void Any_other_text_is_no_key(string presented)
    {
        keys.Apply(Sample.Keys());

        Assert.Null(keys.Current!.Find(presented, Now, out _));
    }

    [Fact]
    [Trait("Fault", "14")]
    public void A_rotated_key_lives_until_its_grace_ends()
    {
        keys.Apply(Sample.Keys(1, Sample.Key(expiresAt: Now)));

        Assert.NotNull(keys.Current!.Find(Sample.ServerKey, Now.AddSeconds(-1), out _));
        Assert.Null(keys.Current!.Find(Sample.ServerKey, Now, out _));
    }

    [Fact]
    public void Older_keys_sent_late_do_not_bring_a_revoked_key_back()
    {
        keys.Apply(Sample.Keys(2, Sample.Key(Sample.ClientKey, SdkKey.Client)));

        Assert.Equal(ApplyOutcome.AlreadyNewer, keys.Apply(Sample.Keys(1)));
        Assert.Null(keys.Current!.Find(Sample.ServerKey, Now, out _));
    }

    [Fact]
    [Trait("Fault", "22")]
    public void Fetched_keys_replace_newer_ones_because_a_restored_backup_goes_back()
    {
        keys.Apply(Sample.Keys(9));

        keys.ApplyFetched(Sample.Keys(4), keys.Current);

        Assert.Equal(4, keys.Current!.Version);
    }

    [Fact]
    public void Fetched_keys_do_not_replace_what_was_sent_while_they_were_on_their_way()
    {
        keys.Apply(Sample.Keys(4));
        var heldWhenAsked = keys.Current;
        keys.Apply(Sample.Keys(6));

        keys.ApplyFetched(Sample.Keys(5), heldWhenAsked);

        Assert.Equal(6, keys.Current!.Version);
    }

    [Fact]
    public void A_malformed_hash_opens_nothing_and_breaks_nothing()
    {
        keys.Apply(Sample.Keys(1, Sample.Key() with { Hash = "zz" }, Sample.Key(Sample.ClientKey, SdkKey.Client)));

        Assert.NotNull(keys.Current!.Find(Sample.ClientKey, Now, out _));
    }
}

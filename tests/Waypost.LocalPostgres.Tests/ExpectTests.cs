using Waypost.Testing;
using Xunit.Sdk;

namespace Waypost.LocalPostgres.Tests;

/// <summary>The support code that all test projects share can fail.</summary>
public sealed class ExpectTests
{
    [Fact]
    public void An_empty_sequence_fails() => Assert.ThrowsAny<XunitException>(() => Expect.All(Array.Empty<int>(), _ => { }));

    [Fact]
    public void One_failing_item_fails() => Assert.ThrowsAny<XunitException>(() => Expect.All([1, 2], item => Assert.NotEqual(2, item)));

    [Fact]
    public void All_violations_are_listed()
    {
        var failure = Assert.ThrowsAny<XunitException>(() => Expect.None(["one", "two"], "Fix these:"));

        Assert.Equal($"Fix these:{Environment.NewLine}  one{Environment.NewLine}  two", failure.Message);
    }

    [Fact]
    public async Task A_condition_that_never_becomes_true_is_named()
    {
        var failure = await Assert.ThrowsAsync<TimeoutException>(() =>
            Eventually.IsTrueAsync(() => DateTime.MinValue.Year == 2, TimeSpan.FromMilliseconds(50))
        );

        Assert.Contains("DateTime.MinValue.Year == 2", failure.Message, StringComparison.Ordinal);
    }
}

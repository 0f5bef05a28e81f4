namespace Waypost.Manager.Ui.Tests.Texts;

public sealed class NaturalOrderTests
{
    [Fact]
    public void Numbers_within_names_count() => AssertOrder("1", "2", "10", "11", "a", "A1", "a2", "A10", "b");

    [Fact]
    public void Numbers_may_be_longer_than_any_type() =>
        AssertOrder("v9", "v99999999999999999999999999999998", "v99999999999999999999999999999999", "v100000000000000000000000000000000");

    [Fact]
    public void Leading_zeros_do_not_count_unless_nothing_else_differs() => AssertOrder("1", "2", "03", "3", "04");

    [Fact]
    public void Texts_that_differ_only_in_case_have_a_fixed_order() => AssertOrder("A", "a", "AB", "aB");

    [Fact]
    public void The_shorter_of_two_comes_first() => AssertOrder("", "a", "a ", "a 1", "ab");

    private static void AssertOrder(params string[] names)
    {
        Assert.Equal(names, names.Reverse().Order(NaturalOrder.Comparer));
        foreach (var (one, other) in names.SelectMany((one, i) => names[(i + 1)..].Select(other => (one, other))))
        {
            Assert.True(NaturalOrder.Comparer.Compare(one, other) < 0, $"{one} comes before {other}");
            Assert.True(NaturalOrder.Comparer.Compare(other, one) > 0, $"{other} comes after {one}");
        }
    }
}

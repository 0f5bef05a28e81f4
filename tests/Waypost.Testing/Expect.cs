using Xunit;

namespace Waypost.Testing;

public static class Expect
{
    /// <summary>Like <see cref="Assert.All{T}(IEnumerable{T}, Action{T})"/>, but fails if there are no items.</summary>
    public static void All<T>(IEnumerable<T> items, Action<T> assertion)
    {
        var list = items.ToList();
        Assert.NotEmpty(list);
        Assert.All(list, assertion);
    }

    /// <summary>Fails with every violation on a separate line, after a sentence that says what to do.</summary>
    public static void None(IEnumerable<string> violations, string whatToDo)
    {
        var found = violations.Distinct().ToList();
        if (found.Count > 0)
        {
            Assert.Fail($"{whatToDo}{Environment.NewLine}{string.Join(Environment.NewLine, found.Select(violation => "  " + violation))}");
        }
    }
}

using Xunit;

namespace Waypost.Testing;

public static class Expect
{
    /// <summary>Fails with every violation on a line of its own, after a sentence that says what to do.</summary>
    public static void None(IEnumerable<string> violations, string whatToDo)
    {
        var found = violations.Distinct().ToList();
        if (found.Count > 0)
        {
            Assert.Fail($"{whatToDo}{Environment.NewLine}{string.Join(Environment.NewLine, found.Select(violation => "  " + violation))}");
        }
    }
}

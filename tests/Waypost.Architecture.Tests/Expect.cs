namespace Waypost.Architecture.Tests;

internal static class Expect
{
    /// <summary>Fails with every breach on a separate line, after a sentence that says what to do.</summary>
    public static void None(IEnumerable<string> breaches, string whatToDo)
    {
        var found = breaches.Distinct().ToList();
        if (found.Count > 0)
        {
            Assert.Fail($"{whatToDo}{Environment.NewLine}{string.Join(Environment.NewLine, found.Select(breach => "  " + breach))}");
        }
    }
}

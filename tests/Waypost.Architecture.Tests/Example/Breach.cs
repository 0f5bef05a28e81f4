namespace Waypost.Architecture.Tests.Example.Lower
{
    /// <summary>Violates the folder rule, so that a test can check that the rule finds it.</summary>
    internal sealed class Breach
    {
        public static int Sum() => Upper.Target.One + 1;
    }
}

namespace Waypost.Architecture.Tests.Example.Upper
{
    internal static class Target
    {
        public static int One => 1;
    }
}

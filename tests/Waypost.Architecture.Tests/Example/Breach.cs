namespace Waypost.Architecture.Tests.Example.Lower
{
    /// <summary>Uses what it must not: the rule for folders has to find it.</summary>
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

namespace Waypost.Flags;

/// <summary>A patch does not start where the snapshot, or the patch before it, stands: fetch the whole snapshot.</summary>
public sealed class PatchMismatchException : Exception
{
    /// <summary>Without a reason.</summary>
    public PatchMismatchException()
        : base("The patch does not fit.") { }

    /// <summary>With a reason.</summary>
    public PatchMismatchException(string message)
        : base(message) { }

    /// <summary>With a reason and a cause.</summary>
    public PatchMismatchException(string message, Exception innerException)
        : base(message, innerException) { }
}

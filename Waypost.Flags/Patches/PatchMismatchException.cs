namespace Waypost.Flags;

/// <summary>A patch does not start at the version of the snapshot, or of the patch before it. Fetch the full snapshot instead.</summary>
public sealed class PatchMismatchException : Exception
{
    /// <summary>Creates the exception with a general message.</summary>
    public PatchMismatchException()
        : base("The patch starts from another version.") { }

    /// <summary>Creates the exception with a message.</summary>
    public PatchMismatchException(string message)
        : base(message) { }

    /// <summary>Creates the exception with a message and a cause.</summary>
    public PatchMismatchException(string message, Exception innerException)
        : base(message, innerException) { }
}

namespace Waypost.LocalHost;

/// <summary>Something the user can put right: each sentence says what is wrong and what to do. Ends the start with a non-zero exit code.</summary>
internal sealed class StartFault(params IReadOnlyList<string> sentences) : Exception(string.Join(Environment.NewLine, sentences))
{
    internal IReadOnlyList<string> Sentences { get; } = sentences;
}

namespace Waypost.LocalPostgres;

/// <summary>The start failed for reasons that the user can fix. Each sentence says what is wrong and what to do.</summary>
public sealed class StartException(params IReadOnlyList<string> sentences) : Exception(string.Join(Environment.NewLine, sentences))
{
    public IReadOnlyList<string> Sentences { get; } = sentences;
}

namespace Waypost.Wire.Sql;

/// <summary>The kind of a <see cref="SqlToken"/>.</summary>
internal enum SqlTokenKind
{
    /// <summary>A keyword or an unquoted name, in lower case.</summary>
    Word,

    /// <summary>A name in double quotes, without the quotes.</summary>
    QuotedName,

    /// <summary>A string literal of any kind; its value is not kept.</summary>
    Text,

    /// <summary>A number literal.</summary>
    Number,

    /// <summary>One character of punctuation or of an operator; <c>::</c> is one token.</summary>
    Sign,

    /// <summary>A placeholder such as <c>{{start}}</c>: its name in lower case, without the braces.</summary>
    Placeholder,
}

/// <summary>A token and its position in the query, from its first character to the one after its last.</summary>
internal readonly record struct SqlToken(SqlTokenKind Kind, string Value, int Start, int End)
{
    public bool IsName => Kind is SqlTokenKind.Word or SqlTokenKind.QuotedName;

    public bool Is(char sign) => Kind == SqlTokenKind.Sign && Value.Length == 1 && Value[0] == sign;
}

namespace Waypost.Manager.Features.Experiments.Receipts;

/// <summary>A call in a receipt's script. It is written the same in R and in Python, except for lists and missing values.</summary>
/// <param name="Function">As the script defines it.</param>
/// <param name="Arguments">Numbers, lists of numbers, lists of such lists, calls, and null for a missing value.</param>
internal sealed record Call(string Function, params IReadOnlyList<object?> Arguments);

/// <summary>A p-value of a result, and the call that computes it again.</summary>
/// <param name="Name">What it is: metric, variant, test.</param>
/// <param name="Reported">As the result has it.</param>
/// <param name="Tolerance">Relative; null = the script's own, which only allows for rounding.</param>
internal sealed record ReceiptCheck(string Name, double Reported, Call Call, double? Tolerance = null);

using FluentValidation;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.AnalyticsDatabase;

/// <summary>The body of a request to save or test a connection.</summary>
internal sealed record AnalyticsDatabaseRequest
{
    private static readonly string[] SslModes = ["disable", "prefer", "require", "verify-ca", "verify-full"];

    public string? Host { get; init; }

    /// <summary>5432 if left out.</summary>
    public int? Port { get; init; }

    public string? Database { get; init; }

    public string? Username { get; init; }

    /// <summary>The saved password if left out; then host, port, database and user name must be unchanged.</summary>
    public string? Password { get; init; }

    /// <summary>
    /// A libpq mode: <c>disable</c>, <c>prefer</c>, <c>require</c>, <c>verify-ca</c>, <c>verify-full</c>; <c>prefer</c> if left out.
    /// Npgsql's spelling (<c>VerifyFull</c>) is also accepted.
    /// </summary>
    public string? SslMode { get; init; }

    /// <summary>In the API's spelling; null if it is invalid.</summary>
    public string? NormalSslMode =>
        string.IsNullOrWhiteSpace(SslMode)
            ? "prefer"
            : SslModes.FirstOrDefault(mode =>
                string.Equals(
                    mode.Replace("-", "", StringComparison.Ordinal),
                    SslMode.Replace("-", "", StringComparison.Ordinal),
                    StringComparison.OrdinalIgnoreCase
                )
            );

    /// <summary>Returns experiment_id, user_id, timestamp and treatment.</summary>
    public string? ExposuresQuery { get; init; }

    /// <summary>A saved password is used only for the connection it was saved for.</summary>
    public bool HasSameLogin(Data.AnalyticsDatabase row) =>
        string.Equals(Host?.Trim(), row.Host, StringComparison.OrdinalIgnoreCase)
        && (Port ?? 5432) == row.Port
        && Database?.Trim() == row.Database
        && Username?.Trim() == row.Username;

    public sealed class Validator : AbstractValidator<AnalyticsDatabaseRequest>
    {
        public const int QueryLength = 20_000;

        public Validator()
        {
            RuleFor(r => r.Host).NotEmpty().WithMessage("Host is missing: a name or an address, without a port.");
            RuleFor(r => r.Host)
                .Must(h => h is null || (h.Length <= 255 && Uri.CheckHostName(h.Trim()) != UriHostNameType.Unknown))
                .WithMessage("Host must be a name or an address, without scheme, port or path.");
            RuleFor(r => r.Port).InclusiveBetween(1, 65535).WithMessage("Port must be between 1 and 65535.");
            RuleFor(r => r.Database).NotEmpty().WithMessage("Database is missing.").MustBeName();
            RuleFor(r => r.Username).NotEmpty().WithMessage("User name is missing: a login with read access only.").MustBeName();
            RuleFor(r => r.Password).MustBeText(1000);
            RuleFor(r => r.SslMode)
                .Must((request, _) => request.NormalSslMode is not null)
                .WithMessage($"SSL mode must be one of: {string.Join(", ", SslModes)}.");
            RuleFor(r => r.ExposuresQuery)
                .NotEmpty()
                .WithMessage("The exposures query is missing. It must return experiment_id, user_id, timestamp and treatment.")
                .MustBeText(QueryLength);
        }
    }
}

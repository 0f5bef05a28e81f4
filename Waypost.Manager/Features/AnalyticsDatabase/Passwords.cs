using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Waypost.Manager.Core;
using Waypost.Manager.Http;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.AnalyticsDatabase;

/// <summary>Turns a request into the stats worker's connection settings, with the password encrypted.</summary>
internal sealed class Passwords(IDataProtectionProvider protection)
{
    private static readonly TimeSpan DraftLifetime = TimeSpan.FromHours(1);

    private IDataProtector Protector => protection.CreateProtector(AnalyticsSource.PasswordPurpose);

    public Outcome<AnalyticsSource> ToSource(AnalyticsDatabaseRequest request, Data.AnalyticsDatabase? saved)
    {
        string password;
        if (request.Password is { Length: > 0 } given)
        {
            // Encryption is not deterministic: keep the saved text if the password is the same.
            password =
                saved is not null && request.HasSameLogin(saved) && IsSame(given, saved)
                    ? saved.ProtectedPassword
                    : Protector.Protect(given);
        }
        else if (saved is null)
        {
            return Refusal.Invalid.Field("password", ValidationMessages.Password);
        }
        else if (!request.HasSameLogin(saved))
        {
            return Refusal.Invalid.Field(
                "password",
                "Enter the password again: the saved one belongs to another host, port, database or user name."
            );
        }
        else
        {
            password = saved.ProtectedPassword;
        }

        return new AnalyticsSource
        {
            Host = request.Host!.Trim(),
            Port = request.Port ?? 5432,
            Database = request.Database!.Trim(),
            Username = request.Username!.Trim(),
            ProtectedPassword = password,
            SslMode = request.NormalSslMode!,
            ExposuresQuery = request.ExposuresQuery!.Trim(),
        };
    }

    /// <summary>
    /// Encrypts a typed password that is not saved yet, for the form when it is shown again. Valid for an hour, for this user and project.
    /// </summary>
    public string ProtectDraft(string password, Actor actor, string project) =>
        DraftProtector(actor, project).Protect(password, DraftLifetime);

    /// <summary>Null if it is missing, another user's, or expired.</summary>
    public string? UnprotectDraft(string? draft, Actor actor, string project)
    {
        try
        {
            return string.IsNullOrEmpty(draft) ? null : DraftProtector(actor, project).Unprotect(draft);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    // Another purpose than that of saved passwords, so that a browser cannot send one of those.
    private ITimeLimitedDataProtector DraftProtector(Actor actor, string project) =>
        protection.CreateProtector("Waypost.EventsDatabase.Typed", project, $"{actor.UserId}").ToTimeLimitedDataProtector();

    private bool IsSame(string password, Data.AnalyticsDatabase saved)
    {
        try
        {
            return Protector.Unprotect(saved.ProtectedPassword) == password;
        }
        catch (CryptographicException)
        {
            return false; // the key ring was lost; the new password replaces the unreadable one
        }
    }
}

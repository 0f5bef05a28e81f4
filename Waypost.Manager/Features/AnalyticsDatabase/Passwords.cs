using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Waypost.Manager.Core;
using Waypost.Manager.Http;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.AnalyticsDatabase;

/// <summary>Turns a request into what the stats worker is told; the password is encrypted from here on.</summary>
internal sealed class Passwords(IDataProtectionProvider protection)
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromHours(1);

    private IDataProtector Protector => protection.CreateProtector(AnalyticsSource.PasswordPurpose);

    public Outcome<AnalyticsSource> ToSource(AnalyticsDatabaseRequest request, Data.AnalyticsDatabase? saved)
    {
        string password;
        if (request.Password is { Length: > 0 } given)
        {
            // Every encryption looks different; the same password again is no change.
            password = saved is not null && request.LeadsTo(saved) && Is(given, saved) ? saved.ProtectedPassword : Protector.Protect(given);
        }
        else if (saved is null)
        {
            return Refusal.Invalid.Field("password", Sentences.Password);
        }
        else if (!request.LeadsTo(saved))
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
    /// A password that was typed and is not saved yet, for the form that shows the page again: encrypted, for an hour, for this person and
    /// this project.
    /// </summary>
    public string Keep(string password, Actor actor, string project) => Keeper(actor, project).Protect(password, KeptFor);

    /// <summary>What was kept; null if it is nobody's, somebody else's, or too old.</summary>
    public string? Kept(string? kept, Actor actor, string project)
    {
        try
        {
            return string.IsNullOrEmpty(kept) ? null : Keeper(actor, project).Unprotect(kept);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    // Not the purpose of saved passwords: what a browser sends must never pass for one of those.
    private ITimeLimitedDataProtector Keeper(Actor actor, string project) =>
        protection.CreateProtector("Waypost.EventsDatabase.Typed", project, $"{actor.UserId}").ToTimeLimitedDataProtector();

    private bool Is(string password, Data.AnalyticsDatabase saved)
    {
        try
        {
            return Protector.Unprotect(saved.ProtectedPassword) == password;
        }
        catch (CryptographicException)
        {
            return false; // the key ring was lost; the password that was given replaces what nobody can read
        }
    }
}

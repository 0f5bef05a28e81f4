using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.AnalyticsDatabase;

/// <summary>Reads the passwords that the manager encrypted.</summary>
internal sealed class PasswordVault(IDataProtectionProvider protection, SharedKeys keys)
{
    private readonly IDataProtector protector = protection.CreateProtector(EventsSource.PasswordPurpose);

    public string Open(string protectedPassword)
    {
        try
        {
            return protector.Unprotect(protectedPassword);
        }
        catch (Exception first) when (first is CryptographicException or InvalidOperationException or FormatException)
        {
            // The manager may have made its first key, or a new one, since the ring was read.
            keys.Refresh();
        }

        try
        {
            return protector.Unprotect(protectedPassword);
        }
        catch (Exception fault) when (fault is CryptographicException or InvalidOperationException or FormatException)
        {
            throw new EventsFault(
                CheckCodes.CannotLogIn,
                "The stored password cannot be decrypted: the stats worker needs the manager's Waypost:DataProtectionSecret. If that "
                    + "is the same on both, the key it was encrypted with is lost: enter the password again.",
                fault
            );
        }
    }
}

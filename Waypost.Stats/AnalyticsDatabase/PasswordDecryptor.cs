using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.AnalyticsDatabase;

/// <summary>Decrypts the passwords that the manager encrypted.</summary>
internal sealed class PasswordDecryptor(IDataProtectionProvider protection, ReadOnlyKeyManager keys)
{
    private readonly IDataProtector protector = protection.CreateProtector(AnalyticsSource.PasswordPurpose);

    public string Decrypt(string protectedPassword)
    {
        try
        {
            return protector.Unprotect(protectedPassword);
        }
        catch (Exception first) when (first is CryptographicException or InvalidOperationException or FormatException)
        {
            // The manager may have created a key since the key ring was read.
            keys.Refresh();
        }

        try
        {
            return protector.Unprotect(protectedPassword);
        }
        catch (Exception exception) when (exception is CryptographicException or InvalidOperationException or FormatException)
        {
            throw new AnalyticsDatabaseException(
                CheckCodes.CannotLogIn,
                "The stored password cannot be decrypted. Manager and stats worker must have the same Waypost:DataProtectionSecret. If "
                    + "they do, the encryption key is lost: enter the password again.",
                exception
            );
        }
    }
}

using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Waypost.ServiceDefaults.KeyRing;

/// <summary>Data Protection creates it by the type name in the stored key ring.</summary>
internal sealed class SecretXmlDecryptor(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement)
    {
        var secret = services.GetRequiredService<IConfiguration>()[SharedKeyRing.Setting] is { Length: > 0 } configured
            ? configured
            : throw new CryptographicException($"The key ring is encrypted, but {SharedKeyRing.Setting} is not set.");
        var bytes = Convert.FromBase64String(encryptedElement.Value).AsSpan();
        var nonce = bytes[..AesGcm.NonceByteSizes.MaxSize];
        var tag = bytes[nonce.Length..][..AesGcm.TagByteSizes.MaxSize];
        var cipher = bytes[(nonce.Length + tag.Length)..];
        var plain = new byte[cipher.Length];
        using var aes = new AesGcm(SecretXmlEncryptor.KeyOf(secret), tag.Length);
        try
        {
            aes.Decrypt(nonce, cipher, tag, plain);
        }
        catch (AuthenticationTagMismatchException e)
        {
            throw new CryptographicException(
                $"This key was encrypted with another {SharedKeyRing.Setting}. If that secret is lost, a new key is created: all users "
                    + "must sign in again, and the password of the analytics database must be entered again.",
                e
            );
        }

        return XElement.Parse(Encoding.UTF8.GetString(plain));
    }
}

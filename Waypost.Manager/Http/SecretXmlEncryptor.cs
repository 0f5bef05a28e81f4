using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.Options;

namespace Waypost.Manager.Http;

/// <summary>Encrypts the Data Protection key ring with the configured secret: AES-256-GCM under a key derived by HKDF (RFC 5869).</summary>
internal sealed class SecretXmlEncryptor(string secret) : IXmlEncryptor
{
    internal const string Element = "waypostSecret";

    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var plain = Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
        var nonce = RandomNumberGenerator.GetBytes(AesGcm.NonceByteSizes.MaxSize);
        var tag = new byte[AesGcm.TagByteSizes.MaxSize];
        var cipher = new byte[plain.Length];
        using var aes = new AesGcm(KeyOf(secret), tag.Length);
        aes.Encrypt(nonce, plain, cipher, tag);
        return new(new(Element, Convert.ToBase64String([.. nonce, .. tag, .. cipher])), typeof(SecretXmlDecryptor));
    }

    internal static byte[] KeyOf(string secret) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret), 32, info: "waypost data protection key ring"u8.ToArray());
}

/// <summary>Named in the stored key ring, and made by Data Protection with the service provider.</summary>
internal sealed class SecretXmlDecryptor(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement)
    {
        var secret = services.GetRequiredService<IOptions<ManagerOptions>>().Value.DataProtectionSecret
            ?? throw new CryptographicException("The key ring is encrypted, but Waypost:DataProtectionSecret is not set.");
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
                "This key was encrypted with another Waypost:DataProtectionSecret. With that secret lost, a new key is made and everybody signs in again.", e);
        }

        return XElement.Parse(Encoding.UTF8.GetString(plain));
    }
}

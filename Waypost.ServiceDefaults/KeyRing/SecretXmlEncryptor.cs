using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace Waypost.ServiceDefaults.KeyRing;

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

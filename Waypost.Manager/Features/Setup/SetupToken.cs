using System.Security.Cryptography;
using System.Text;

namespace Waypost.Manager.Features.Setup;

/// <summary>Proves that the user who creates the first administrator can read the manager's console. New with every start.</summary>
internal sealed class SetupToken
{
    private readonly string token = RandomNumberGenerator.GetString("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", 24);

    /// <summary>The address of the setup page, with the token.</summary>
    public string Path => $"/setup?token={token}";

    public bool Matches(string? candidate) =>
        candidate is not null
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(candidate.Trim()), Encoding.UTF8.GetBytes(token));
}

using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Etl.Worker.Web.Access;

/// <summary>Secrets of 256 random bits, and what is kept of them.</summary>
internal static class Secret
{
    public const string TokenPrefix = "etl_";

    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>
    /// SHA-256 in hex. A slow hash would add nothing: there is no dictionary of 256 random bits. A look-up by it tells nothing of the secret
    /// by its time.
    /// </summary>
    public static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}

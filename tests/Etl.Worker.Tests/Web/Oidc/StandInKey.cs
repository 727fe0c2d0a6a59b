using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Etl.Worker.Tests.Web.Oidc;

/// <summary>A key that a stand-in provider signs with. Tokens are put together here by RFC 7515, without the library that reads them.</summary>
internal sealed class StandInKey : IDisposable
{
    private readonly RSA? rsa;
    private readonly ECDsa? curve;

    private StandInKey(string id, RSA? rsa, ECDsa? curve) => (Id, this.rsa, this.curve) = (id, rsa, curve);

    public string Id { get; }

    public static StandInKey Rsa(string id) => new(id, RSA.Create(2048), null);

    public static StandInKey Curve(string id) => new(id, null, ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>As the provider publishes it.</summary>
    public JsonObject Public()
    {
        var key = new JsonObject { ["kid"] = Id, ["use"] = "sig", ["alg"] = rsa is null ? "ES256" : "RS256", ["kty"] = rsa is null ? "EC" : "RSA" };
        if (rsa?.ExportParameters(false) is { } modulus)
        {
            key["n"] = Base64Url.EncodeToString(modulus.Modulus);
            key["e"] = Base64Url.EncodeToString(modulus.Exponent);
        }
        else
        {
            var point = curve!.ExportParameters(false).Q;
            key["crv"] = "P-256";
            key["x"] = Base64Url.EncodeToString(point.X);
            key["y"] = Base64Url.EncodeToString(point.Y);
        }

        return key;
    }

    public string Sign(JsonObject claims) => rsa is null
        ? Join(Head("ES256"), claims, bytes => curve!.SignData(bytes, HashAlgorithmName.SHA256))
        : Join(Head("RS256"), claims, bytes => rsa.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    public string SignWithSha512(JsonObject claims) => Join(Head("RS512"), claims, bytes => rsa!.SignData(bytes, HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1));

    /// <summary>With the public key, which everybody has, as if it were a secret.</summary>
    /// <param name="secret">The form of the public key.</param>
    public string SignWithPublicKey(JsonObject claims, Func<RSA, byte[]> secret) => Join(Head("HS256"), claims, bytes => HMACSHA256.HashData(secret(rsa!), bytes));

    public static string Unsigned(JsonObject claims, string algorithm = "none") => Join(new JsonObject { ["alg"] = algorithm, ["typ"] = "JWT" }, claims, _ => []);

    public void Dispose()
    {
        rsa?.Dispose();
        curve?.Dispose();
    }

    private JsonObject Head(string algorithm) => new() { ["alg"] = algorithm, ["kid"] = Id, ["typ"] = "JWT" };

    private static string Join(JsonObject head, JsonObject claims, Func<byte[], byte[]> sign)
    {
        var signed = $"{Part(head)}.{Part(claims)}";
        return $"{signed}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    private static string Part(JsonObject json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));
}

using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Etl.Worker.Web.Access.Oidc;

/// <summary>A browser that was sent to the provider and has not come back yet.</summary>
/// <param name="State">Comes back with the answer; what it is looked up by.</param>
/// <param name="Browser">Kept by that browser alone, in a cookie.</param>
/// <param name="Nonce">Comes back within the token.</param>
/// <param name="Verifier">Proves to the provider that the code is redeemed by whoever asked for it (PKCE, RFC 7636).</param>
/// <param name="RedirectUri">Where the answer is sent to.</param>
/// <param name="Next">The page that was wanted.</param>
/// <param name="Until">From when on it is worth nothing.</param>
internal sealed record PendingLogin(
    string State, string Browser, string Nonce, string Verifier, string RedirectUri, string Next, DateTimeOffset Until)
{
    /// <summary>What the provider is told of the verifier beforehand.</summary>
    public string Challenge => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));
}

/// <summary>The sign-ins under way. Each is good once, for ten minutes, in the browser that began it.</summary>
internal sealed class PendingLogins(TimeProvider time)
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(10);
    private const int Most = 10_000;

    private readonly Lock gate = new();
    private readonly Dictionary<string, PendingLogin> byState = [];

    /// <exception cref="InvalidOperationException">Too many are under way.</exception>
    public PendingLogin Begin(string redirectUri, string next)
    {
        var now = time.GetUtcNow();
        var login = new PendingLogin(Secret.New(), Secret.New(), Secret.New(), Secret.New(), redirectUri, next, now + Life);
        lock (gate)
        {
            if (byState.Count >= Most)
            {
                foreach (var old in byState.Values.Where(l => l.Until <= now).ToList())
                    byState.Remove(old.State);
            }

            if (byState.Count >= Most)
                throw new InvalidOperationException($"{Most} sign-ins are under way.");
            byState.Add(login.State, login);
        }

        return login;
    }

    /// <summary>Uses it up, whoever asks. Null: there is none, it is too old, or another browser began it.</summary>
    public PendingLogin? Take(string? state, string? browser)
    {
        PendingLogin? login;
        lock (gate)
        {
            if (state is null || !byState.Remove(state, out login))
                return null;
        }

        var isSame = browser is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(browser), Encoding.UTF8.GetBytes(login.Browser));
        return isSame && time.GetUtcNow() < login.Until ? login : null;
    }
}

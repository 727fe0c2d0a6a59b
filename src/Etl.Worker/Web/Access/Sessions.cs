using System.Collections.Concurrent;
using Etl.Worker.Web.Routing;

namespace Etl.Worker.Web.Access;

/// <summary>Browsers that are signed in. They are forgotten with the process.</summary>
public sealed class Sessions(TokenStore tokens, TimeProvider time)
{
    /// <summary>The id of whoever signed in with the link that the start printed.</summary>
    public const string LinkId = "link";

    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(12);
    private const int Most = 10_000;

    private readonly ConcurrentDictionary<string, Session> sessions = [];

    /// <summary>Signs in with a token, or with nothing but the link. Returns the secret for the cookie.</summary>
    public string Open(ApiToken? token) => token is null
        ? Open(new Principal(LinkId, "login link", Role.Admin, ByCookie: true), null)
        : Open(new Principal(token.Id, token.Name, token.Role, ByCookie: true), token.Id);

    /// <summary>Signs in somebody whom a provider vouches for. Returns the secret for the cookie.</summary>
    public string OpenFor(Principal principal) => Open(principal, null);

    private string Open(Principal principal, string? tokenId)
    {
        var now = time.GetUtcNow();
        foreach (var (key, old) in sessions)
            if (!old.IsAlive(now))
                sessions.TryRemove(key, out _);
        if (sessions.Count >= Most)
            throw new InvalidOperationException($"{Most} sessions are open.");
        var secret = Secret.New();
        sessions[Secret.Hash(secret)] = new Session(principal, tokenId, now) { LastSeen = now };
        return secret;
    }

    /// <summary>Whose cookie this is, or null: unknown, too old, idle for too long, or its token was revoked.</summary>
    public Principal? Find(string secret)
    {
        if (secret.Length > 200 || !sessions.TryGetValue(Secret.Hash(secret), out var session))
            return null;
        var now = time.GetUtcNow();
        if (!session.IsAlive(now) || session.TokenId is { } token && !tokens.IsValid(token))
        {
            Close(secret);
            return null;
        }

        session.LastSeen = now;
        return session.Principal;
    }

    public void Close(string secret) => sessions.TryRemove(Secret.Hash(secret), out _);

    private sealed class Session(Principal principal, string? tokenId, DateTimeOffset opened)
    {
        public Principal Principal { get; } = principal;

        /// <summary>The token that the session ends with, if it was opened by one.</summary>
        public string? TokenId { get; } = tokenId;

        public DateTimeOffset LastSeen { get; set; }

        public bool IsAlive(DateTimeOffset now) => now - LastSeen < Idle && now - opened < Longest;
    }
}

namespace Etl.Worker.Web.Access;

/// <summary>The code of the link that the start prints: good once, for ten minutes.</summary>
public sealed class LoginLink(TimeProvider time)
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    private readonly Lock use = new();
    private string? hash;
    private DateTimeOffset until;

    /// <summary>A new code; the one before it is worth nothing any more.</summary>
    public string Issue()
    {
        lock (use)
        {
            var code = Secret.New();
            hash = Secret.Hash(code);
            until = time.GetUtcNow() + Life;
            return code;
        }
    }

    /// <summary>Uses the code up. False when it is another, used, or too old.</summary>
    public bool Redeem(string code)
    {
        lock (use)
        {
            if (hash is null || code.Length > 200 || Secret.Hash(code) != hash)
                return false;
            hash = null;
            return time.GetUtcNow() < until;
        }
    }
}

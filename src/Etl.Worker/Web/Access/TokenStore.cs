using System.Text.Json;
using System.Text.Json.Serialization;
using Etl.Worker.Lake;
using Etl.Worker.Web.Routing;

namespace Etl.Worker.Web.Access;

/// <summary>
/// The tokens of a lake, in one file that is replaced as a whole. A server that runs sees what another process changed at its next request.
/// </summary>
public sealed class TokenStore(ServeFolder folder, TimeProvider time)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter<Role>(JsonNamingPolicy.CamelCase) },
    };

    private readonly Lock reading = new();
    private Dictionary<string, ApiToken> byHash = [];
    private (DateTime Written, long Length)? seen;

    private string File => Path.Combine(folder.Path, "tokens.json");

    /// <summary>Every token, expired ones too, oldest first.</summary>
    public IReadOnlyList<ApiToken> List()
    {
        var text = ReadText();
        return text is null ? [] : JsonSerializer.Deserialize<List<ApiToken>>(text, Json) ?? [];
    }

    /// <summary>Makes a token. The secret is told once, here, and kept nowhere.</summary>
    public (ApiToken Token, string Secret) Create(string name, Role role, TimeSpan life, CancellationToken cancel)
    {
        var secret = Secret.TokenPrefix + Secret.New();
        var now = time.GetUtcNow();
        return Change(tokens =>
        {
            var token = new ApiToken(Guid.NewGuid().ToString("N")[..8], name, role, Secret.Hash(secret), now, now + life);
            tokens.Add(token);
            return (token, secret);
        }, cancel);
    }

    /// <summary>Takes a token away. False when there is none with this id.</summary>
    public bool Revoke(string id, CancellationToken cancel) => Change(tokens => tokens.RemoveAll(token => token.Id == id) > 0, cancel);

    /// <summary>The valid token with this secret, or null.</summary>
    public ApiToken? Find(string secret) => secret.Length > 200 ? null : Valid(Current().GetValueOrDefault(Secret.Hash(secret)));

    /// <summary>Whether the token with this id is still there and valid.</summary>
    public bool IsValid(string id) => Current().Values.Any(token => token.Id == id && Valid(token) is not null);

    private ApiToken? Valid(ApiToken? token) => token?.IsValid(time.GetUtcNow()) == true ? token : null;

    private Dictionary<string, ApiToken> Current()
    {
        lock (reading)
        {
            var info = new FileInfo(File);
            (DateTime, long)? now = info.Exists ? (info.LastWriteTimeUtc, info.Length) : null;
            if (now != seen)
            {
                byHash = List().ToDictionary(token => token.Hash);
                seen = now;
            }

            return byHash;
        }
    }

    private T Change<T>(Func<List<ApiToken>, T> change, CancellationToken cancel)
    {
        folder.Create();
        using var alone = FileLock.Take(Path.Combine(folder.Path, ".tokens.lock"), cancel);
        var tokens = List().ToList();
        var result = change(tokens);
        folder.Replace(File, JsonSerializer.SerializeToUtf8Bytes(tokens, Json));
        return result;
    }

    private string? ReadText()
    {
        try
        {
            return System.IO.File.ReadAllText(File);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
